/**
 * Owns which movie a row means: by id, else by title and year (a year off is common between services), else
 * the visitor is asked.
 */
import type { CatalogueFile } from '#core/catalogue';
import { asMovieId, isMovieId, type MovieId } from '#core/ids';
import { titleKey } from '$lib/catalogue/search-terms';
import type { ImportDraft, ImportRow, Match, ParsedImport } from './rows.ts';

/** A year that two services may disagree by: festival and cinema. */
const YEARS_OFF = 1;
const MAX_CANDIDATES = 6;

interface Index {
  readonly rowOf: ReadonlyMap<number, number>;
  readonly byImdb: ReadonlyMap<number, number>;
  readonly byTmdb: ReadonlyMap<number, number>;
  readonly byTitle: ReadonlyMap<string, readonly number[]>;
}

/** A title and its other ones: "Seven (a.k.a. Se7en)" -> Seven, Se7en. */
function titlesOf(title: string): readonly string[] {
  const others = [...title.matchAll(/\(([^()]+)\)/g)].flatMap(([, inside = '']) =>
    inside.replace(/^a\.k\.a\.\s*/i, '').split(/\s+a\.k\.a\.\s+/i)
  );
  return [title.replace(/\s*\([^()]*\)/g, ''), title, ...others];
}

function createIndex(file: CatalogueFile): Index {
  const byTitle = new Map<string, number[]>();
  for (const [row, title] of file.title.entries()) {
    for (const key of new Set(titlesOf(title).map(titleKey))) {
      const rows = byTitle.get(key);
      if (rows) rows.push(row);
      else if (key !== '') byTitle.set(key, [row]);
    }
  }
  const byId = (column: readonly number[]): Map<number, number> =>
    new Map(column.flatMap((id, row): [number, number][] => (id > 0 ? [[id, row]] : [])));
  return {
    rowOf: byId(file.movieId),
    byImdb: byId(file.imdbId),
    byTmdb: byId(file.tmdbId),
    byTitle
  };
}

function matchRow(row: ImportRow, file: CatalogueFile, index: Index, isOwn: boolean): Match {
  if (row.problem !== undefined) return { kind: 'unmatched', reason: row.problem };
  const movieAt = (place: number): MovieId => file.movieId[place] ?? asMovieId(0);
  // A movie that this release does not hold stays in the library: a later one may.
  if (isOwn && isMovieId(row.movieId)) return { kind: 'matched', movieId: row.movieId };
  const byId =
    index.rowOf.get(row.movieId ?? 0) ??
    index.byImdb.get(row.imdbId ?? 0) ??
    index.byTmdb.get(row.tmdbId ?? 0);
  if (byId !== undefined) return { kind: 'matched', movieId: movieAt(byId) };
  if (row.title === undefined) return { kind: 'unmatched', reason: 'its id is not in this catalogue' };

  const { year } = row;
  const found = new Set(titlesOf(row.title).flatMap((title) => index.byTitle.get(titleKey(title)) ?? []));
  const offBy = (place: number): number =>
    year === undefined ? 0 : Math.abs((file.year[place] ?? -9999) - year);
  const candidates = [...found].sort((a, b) => offBy(a) - offBy(b) || a - b);
  const [best, second] = candidates;
  if (best === undefined) return { kind: 'unmatched', reason: 'no movie of this catalogue has its title' };
  // Another id says that it may be another movie of the same name.
  const isOther = row.imdbId !== undefined && (file.imdbId[best] ?? 0) > 0;
  const isSure =
    year === undefined
      ? candidates.length === 1
      : offBy(best) <= YEARS_OFF && (second === undefined || offBy(second) > offBy(best));
  if (isSure && !isOther) return { kind: 'matched', movieId: movieAt(best) };
  return { kind: 'ambiguous', candidates: candidates.slice(0, MAX_CANDIDATES).map(movieAt) };
}

/** Finds the movie of every row. */
export function matchRows({ rows, ...parsed }: ParsedImport, file: CatalogueFile): ImportDraft {
  const index = createIndex(file);
  return {
    ...parsed,
    rows: rows.map((row) => ({ ...row, match: matchRow(row, file, index, parsed.source === 'yamr') }))
  };
}
