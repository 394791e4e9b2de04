/** Owns the files that a library is handed out as. */
import type { MovieId } from '#core/ids';
import { entriesOf, type Library } from '$lib/library/library';
import { formatTable } from './format-table.ts';
import { formatOwn, type MovieNames } from './own-format.ts';
import type { LeftOutRow } from './plan.ts';

export type ExportFormat = 'yamr' | 'movielens' | 'letterboxd';
export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}
export type NamesOf = (movieId: MovieId) => MovieNames | undefined;

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** YAMR: all four lists, without loss. MovieLens: ratings. Letterboxd: rated and seen, as its importer wants them. */
export function exportLibrary(
  library: Library,
  format: ExportFormat,
  namesOf: NamesOf,
  nowMs = Date.now()
): ExportedFile {
  const rated = [...library.rated.values()];
  if (format === 'yamr') {
    const text = formatOwn(entriesOf(library), namesOf, nowMs);
    return { name: `yamr-library-${day(nowMs)}.json`, type: 'application/json', text };
  }
  if (format === 'movielens') {
    const rows = rated.map(({ movieId, stars, addedAtMs }) => [
      1,
      movieId,
      stars.toFixed(1),
      Math.floor(addedAtMs / 1000)
    ]);
    const text = formatTable(['userId', 'movieId', 'rating', 'timestamp'], rows);
    return { name: `yamr-movielens-${day(nowMs)}.csv`, type: 'text/csv', text };
  }
  const rows = [...rated, ...library.seen.values()].flatMap((entry) => {
    const names = namesOf(entry.movieId);
    // Letterboxd knows nothing of MovieLens' numbers.
    if (!names) return [];
    const { imdbId, tmdbId, title, year } = names;
    const imdb = imdbId > 0 ? `tt${String(imdbId).padStart(7, '0')}` : '';
    const stars = entry.list === 'rated' ? entry.stars : '';
    return [[imdb, tmdbId > 0 ? tmdbId : '', title, year, stars, day(entry.addedAtMs)]];
  });
  const text = formatTable(['imdbID', 'tmdbID', 'Title', 'Year', 'Rating', 'WatchedDate'], rows);
  return { name: `yamr-letterboxd-${day(nowMs)}.csv`, type: 'text/csv', text };
}

/** The rows of an import that were left out, each with the reason, for a look at leisure. */
export function exportLeftOut(rows: readonly LeftOutRow[]): ExportedFile {
  const header = ['File', 'Line', 'Title', 'Year', 'Rating', 'imdbID', 'tmdbID', 'movieId', 'Reason'];
  const cells = rows.map(({ file, row, reason }) => [
    ...[file.name, row.line, row.title, row.year, row.value, row.imdbId && `tt${row.imdbId}`, row.tmdbId],
    ...[row.movieId, reason]
  ]);
  return { name: 'yamr-not-imported.csv', type: 'text/csv', text: formatTable(header, cells) };
}
