/**
 * Owns what an import would change: one answer a movie and list, compared with the library as it is. Pure,
 * so that a preview follows every choice of the visitor.
 */
import type { MovieId } from '#core/ids';
import type { Library, LibraryList, Wish } from '$lib/library/library';
import {
  toStars,
  type ImportDraft,
  type MatchedFile,
  type MatchedRow,
  type Meaning,
  type ScaleMax
} from './rows.ts';

/** What is chosen for one file. */
export interface FileChoices {
  readonly scaleMax: ScaleMax;
  /** Whether a 0 is the worst rating, or none at all; undefined: not said yet. */
  readonly zeroIsRating: boolean | undefined;
  /** What its rows without stars mean, where the file does not say; undefined: not said yet. */
  readonly unrated: Meaning | undefined;
}

export interface PlanChoices {
  readonly files: readonly FileChoices[];
  /** Whether an imported rating takes the place of another one. */
  readonly replaceRatings: boolean;
  /** Answers to what was ambiguous, by the row's key. */
  readonly answers: ReadonlyMap<string, MovieId>;
}

export interface PlannedMovie {
  readonly movieId: MovieId;
  readonly list: LibraryList;
  readonly stars?: number;
  readonly addedAtMs?: number;
  /** changed: it is rated otherwise (`before`), or on another list. */
  readonly kind: 'new' | 'changed' | 'same' | 'kept';
  readonly before?: number;
}

/** A row and the file that it is in; its key is the file's place and the row's line, as files may have one name. */
export interface PlacedRow {
  readonly file: MatchedFile;
  readonly row: MatchedRow;
  readonly key: string;
}
export interface LeftOutRow extends PlacedRow {
  readonly reason: string;
}

export interface ImportPlan {
  readonly movies: readonly PlannedMovie[];
  readonly counts: Readonly<Record<'new' | 'changed' | 'same' | 'kept', number>>;
  /** New or changed, by list. */
  readonly byList: Readonly<Record<LibraryList, number>>;
  readonly ambiguous: readonly PlacedRow[];
  /** Rows that no movie was found for, or that cannot be read. */
  readonly notFound: readonly LeftOutRow[];
  /** Rows whose movie is known and that say nothing as they are read. */
  readonly unused: readonly LeftOutRow[];
  /** Rows about a movie that another row says more of. */
  readonly repeated: readonly LeftOutRow[];
  /** What fulfils the plan, for `library.applyAll('import', wishes)`. */
  readonly wishes: readonly Wish[];
}

/** What a row says about its movie. */
interface Statement extends PlacedRow {
  readonly list: LibraryList;
  readonly stars?: number;
}

/** The lists that a row puts its movie on, or why on none. */
function statementsOf(placed: PlacedRow, choices: FileChoices): readonly Statement[] | string {
  const { row } = placed;
  const { value } = row;
  const scaleMax = row.outOf ?? choices.scaleMax;
  if (value !== undefined && value > scaleMax) return `${value} is more than ${scaleMax}`;
  const isZero = value === 0;
  if (isZero && choices.zeroIsRating === undefined) return 'nobody has said yet what a 0 means in its file';
  const isRated = value !== undefined && (!isZero || choices.zeroIsRating === true);
  const rated: Statement[] = isRated ? [{ ...placed, list: 'rated', stars: toStars(value, scaleMax) }] : [];
  if (row.mark === 'watchlist') return [...rated, { ...placed, list: 'watchlist' }];
  if (isRated) return rated;
  const meaning = row.mark === 'ask' ? choices.unrated : row.mark;
  if (meaning === undefined) return 'nobody has said yet what the rows without stars mean in its file';
  if (meaning === 'nothing') return isZero ? 'its 0 is no rating' : 'it says nothing about the movie';
  return [{ ...placed, list: meaning }];
}

const WEIGHTS: Readonly<Record<LibraryList, number>> = { rated: 3, seen: 2, hidden: 1, watchlist: 0 };
/** Of two rows about one movie: a rating says more than "seen"; then ratings.csv more than a diary; then the later. */
const saysMore = (a: Statement, b: Statement): number =>
  WEIGHTS[b.list] - WEIGHTS[a.list] ||
  b.file.rank - a.file.rank ||
  (b.row.addedAtMs ?? 0) - (a.row.addedAtMs ?? 0);

const KIND_OF = { rated: 'rate', seen: 'seen', hidden: 'hide', watchlist: 'watch' } as const;

interface Collected extends Pick<ImportPlan, 'ambiguous' | 'notFound' | 'unused' | 'repeated'> {
  readonly opinions: ReadonlyMap<MovieId, Statement>;
  readonly watchlist: ReadonlyMap<MovieId, Statement>;
}

function collect(draft: ImportDraft, choices: PlanChoices): Collected {
  const ambiguous: PlacedRow[] = [];
  const notFound: LeftOutRow[] = [];
  const unused: LeftOutRow[] = [];
  const repeated: LeftOutRow[] = [];
  /** The watchlist is beside the others: a movie can be on it and be rated. */
  const opinions = new Map<MovieId, Statement>();
  const watchlist = new Map<MovieId, Statement>();
  for (const [place, file] of draft.files.entries()) {
    const chosen = choices.files[place];
    if (!chosen) continue;
    for (const row of file.rows) {
      const placed = { file, row, key: `${place}:${row.line}` };
      const { match } = row;
      if (match.kind === 'unmatched') {
        notFound.push({ ...placed, reason: match.reason });
        continue;
      }
      const said = statementsOf(placed, chosen);
      if (typeof said === 'string') {
        unused.push({ ...placed, reason: said });
        continue;
      }
      if (match.kind === 'ambiguous') ambiguous.push(placed);
      const movieId = match.kind === 'matched' ? match.movieId : choices.answers.get(placed.key);
      if (movieId === undefined) continue;
      for (const statement of said) {
        const rows = statement.list === 'watchlist' ? watchlist : opinions;
        const before = rows.get(movieId);
        const isBetter = before === undefined || saysMore(before, statement) >= 0;
        if (isBetter) rows.set(movieId, statement);
        const less = isBetter ? before : statement;
        if (less) repeated.push({ ...less, reason: 'another row says more of this movie' });
      }
    }
  }
  return { ambiguous, notFound, unused, repeated, opinions, watchlist };
}

export function planImport(draft: ImportDraft, library: Library, choices: PlanChoices): ImportPlan {
  const { opinions, watchlist, ...left } = collect(draft, choices);
  const counts = { new: 0, changed: 0, same: 0, kept: 0 };
  const byList: Record<LibraryList, number> = { rated: 0, seen: 0, hidden: 0, watchlist: 0 };
  const movies: PlannedMovie[] = [];
  const wishes: Wish[] = [];
  // The watchlist after the opinions: rating a movie takes it off.
  for (const [movieId, { list, stars, row }] of [...opinions, ...watchlist]) {
    const { addedAtMs } = row;
    const before = library.rated.get(movieId)?.stars;
    const kind = ((): PlannedMovie['kind'] => {
      if (list === 'watchlist')
        return library.watchlist.has(movieId) && !opinions.has(movieId) ? 'same' : 'new';
      if (before !== undefined) {
        // "Seen" or "not interested" says less than the stars that are there.
        if (stars === undefined || stars === before) return 'same';
        return choices.replaceRatings ? 'changed' : 'kept';
      }
      if (library[list].has(movieId)) return 'same';
      return library.seen.has(movieId) || library.hidden.has(movieId) ? 'changed' : 'new';
    })();
    const common = { movieId, ...(addedAtMs !== undefined && { addedAtMs }) };
    movies.push({
      ...common,
      list,
      kind,
      ...(stars !== undefined && { stars }),
      ...(before !== undefined && { before })
    });
    counts[kind]++;
    if (kind === 'same' || kind === 'kept') continue;
    byList[list]++;
    if (stars !== undefined) wishes.push({ ...common, kind: 'rate', stars });
    else if (list !== 'rated') wishes.push({ ...common, kind: KIND_OF[list] });
  }
  return { movies, counts, byList, ...left, wishes };
}
