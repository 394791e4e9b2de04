/**
 * Owns which movie a row means. A number counts in its own namespace and for a movie alone; numbers, title and year that
 * disagree are asked, and so is a title that may be several movies.
 */
import type { CatalogueFile } from '#core/catalogue';
import { asMovieId, isMovieId, type MovieId } from '#core/ids';
import { titleAndYear } from '$lib/catalogue/title-keys';
import { TitleLookup, type TitleAnswer } from '$lib/catalogue/title-lookup';
import type { ImportRow, Match, MatchedFile, MatchedRow, ParsedFile } from './rows.ts';

/** What matching needs of a catalogue. */
export type MatchColumns = Pick<CatalogueFile, 'movieId' | 'title' | 'year' | 'imdbId' | 'tmdbId'>;

/** The same title under the same number: services date festivals, cinemas and restorations. */
const YEARS_OFF_SAME = 3;
/** The same number under another title: a translation, if the year agrees. */
const YEARS_OFF_OTHER = 1;
const MAX_CANDIDATES = 6;
const IS_SERIES = 'it is a series';

export class MovieMatcher {
  readonly #columns: MatchColumns;
  readonly #titles: TitleLookup;
  readonly #byMovie: ReadonlyMap<number, number>;
  readonly #byImdb: ReadonlyMap<number, number>;
  readonly #byTmdb: ReadonlyMap<number, number>;

  constructor(columns: MatchColumns) {
    this.#columns = columns;
    this.#titles = new TitleLookup(columns);
    /** A number that two movies have is the more popular one's: the first. */
    const byId = (column: readonly number[]): Map<number, number> => {
      const rows = new Map<number, number>();
      for (const [row, id] of column.entries()) if (id > 0 && !rows.has(id)) rows.set(id, row);
      return rows;
    };
    this.#byMovie = byId(columns.movieId);
    this.#byImdb = byId(columns.imdbId);
    this.#byTmdb = byId(columns.tmdbId);
  }

  /** Finds the movie of every row. */
  matchFile({ rows, ...file }: ParsedFile): MatchedFile {
    const isOwn = file.source === 'yamr';
    return { ...file, rows: rows.map((row) => ({ ...row, match: this.#match(row, isOwn) })) };
  }

  #match(row: ImportRow, isOwn: boolean): Match {
    if (row.problem !== undefined) return unmatched(row.problem);
    // A movie that this release does not hold stays in the library: a later one may.
    if (isOwn && isMovieId(row.movieId)) return { kind: 'matched', movieId: row.movieId };
    const hits = this.#hits(row);
    // Of a series only the number that cannot be a movie's tells: what the catalogue holds by it, it holds as this.
    if (row.kind === 'series') {
      const held = this.#byImdb.get(row.imdbId ?? 0);
      return held === undefined ? unmatched(IS_SERIES) : this.#confirm(held, row);
    }
    const [hit, other] = hits;
    if (hit === undefined) return this.#byTitle(row);
    if (other !== undefined) return this.#ask(hits, row, 'its numbers are of different movies');
    return this.#confirm(hit, row);
  }

  /**
   * Whether a catalogue with more movies might find another one for a row: it was not found for certain, or by a title of
   * another year.
   */
  mayFindOther(row: MatchedRow): boolean {
    if (row.problem !== undefined) return false;
    if (row.match.kind !== 'matched') return row.kind !== 'series' || row.imdbId !== undefined;
    const held = this.#byMovie.get(row.match.movieId);
    if (held === undefined) return true;
    return !this.#hits(row).includes(held) && this.#columns.year[held] !== namesOf(row).year;
  }

  /** The rows that its numbers are of, each once. */
  #hits({ movieId, imdbId, tmdbId, kind }: ImportRow): readonly number[] {
    const found = [
      this.#byMovie.get(movieId ?? 0),
      this.#byImdb.get(imdbId ?? 0),
      kind === 'series' ? undefined : this.#byTmdb.get(tmdbId ?? 0)
    ];
    return [...new Set(found.filter((row) => row !== undefined))];
  }

  /** A row found by number, unless title and year speak of another movie. */
  #confirm(hit: number, row: ImportRow): Match {
    const { titles, year } = namesOf(row);
    const isByTmdbAlone =
      row.kind === 'unknown' &&
      this.#byImdb.get(row.imdbId ?? 0) !== hit &&
      this.#byMovie.get(row.movieId ?? 0) !== hit;
    if (titles.length === 0) {
      return isByTmdbAlone
        ? this.#ask([hit], row, 'TMDB counts movies and series apart, and this may be either')
        : this.#matched(hit);
    }
    const offBy = year === undefined ? 0 : Math.abs((this.#columns.year[hit] ?? year) - year);
    if (this.#titles.isCalled(hit, titles)) {
      return offBy <= YEARS_OFF_SAME
        ? this.#matched(hit)
        : this.#ask([hit], row, 'its year is not that of its number');
    }
    const named = this.#titles.find({ titles, year });
    const isAnother = named.isSure && named.rows[0] !== hit;
    // MovieLens gives its own titles: a number beside another one may be anybody's.
    const isByMovieAlone =
      this.#byMovie.get(row.movieId ?? 0) === hit &&
      this.#byImdb.get(row.imdbId ?? 0) !== hit &&
      this.#byTmdb.get(row.tmdbId ?? 0) !== hit;
    if (isByTmdbAlone || isByMovieAlone || isAnother || offBy > YEARS_OFF_OTHER) {
      return this.#ask([hit], row, 'its title is not that of its number', named);
    }
    return this.#matched(hit);
  }

  #byTitle(row: ImportRow): Match {
    const { titles, year } = namesOf(row);
    if (titles.length === 0) return unmatched('its number is not in this catalogue');
    const found = this.#titles.find({ titles, year });
    const [best] = found.rows;
    if (best === undefined) return unmatched('no movie of this catalogue has its title');
    if (!found.isSure) {
      return this.#ask(
        found.rows,
        row,
        found.rows.length > 1 ? 'several movies may be meant' : 'this may be meant'
      );
    }
    // Another number says that it may be another movie of the same name.
    const { imdbId, tmdbId } = this.#columns;
    const isOther =
      (row.imdbId !== undefined && (imdbId[best] ?? 0) > 0) ||
      (row.tmdbId !== undefined &&
        row.kind === 'movie' &&
        row.imdbId === undefined &&
        (tmdbId[best] ?? 0) > 0);
    return isOther ? this.#ask(found.rows, row, 'its number is another one') : this.#matched(best);
  }

  #matched(row: number): Match {
    return { kind: 'matched', movieId: this.#movieAt(row) };
  }

  #ask(rows: readonly number[], row: ImportRow, why: string, named?: TitleAnswer): Match {
    const more = named ?? (rows.length < MAX_CANDIDATES ? this.#titles.find(namesOf(row)) : { rows: [] });
    const all = [...new Set([...rows, ...more.rows])].slice(0, MAX_CANDIDATES);
    return { kind: 'ambiguous', candidates: all.map((one) => this.#movieAt(one)), why };
  }

  #movieAt(row: number): MovieId {
    return this.#columns.movieId[row] ?? asMovieId(0);
  }
}

const unmatched = (reason: string): Match => ({ kind: 'unmatched', reason });

/** A year in the title is the year, where no column says another one. */
function namesOf({ title, originalTitle, year }: ImportRow): { titles: string[]; year: number | undefined } {
  const named = [title, originalTitle].flatMap((one) => (one === undefined ? [] : titleAndYear(one)));
  const written = named.find((one) => one.year !== null)?.year ?? undefined;
  return { titles: named.map((one) => one.title).filter((one) => one !== ''), year: year ?? written };
}
