/** Owns writing the files of a dataset folder (docs/data.md), each whole or not at all: what `load.ts` reads. */
import { join } from 'node:path';
import { writeFileAtomically } from '../atomic-output.ts';
import { CREDIT_COLUMNS, CREDIT_LISTS, OPTIONAL_CREDIT_COLUMNS } from './credits-file.ts';
import type { CreditRow, MovieRow, RatingColumns, TagRow } from './tables.ts';

/** Characters that are gathered before they are written. */
const CHUNK_CHARACTERS = 1 << 20;

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

async function writeCsv<Row>(
  path: string,
  header: string,
  rows: Iterable<Row>,
  format: (row: Row) => string
): Promise<void> {
  await writeFileAtomically(path, async (write) => {
    let chunk = `${header}\n`;
    for (const row of rows) {
      chunk += `${format(row)}\n`;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      await write(chunk);
      chunk = '';
    }
    await write(chunk);
  });
}

const imdb = (imdbId: number): string => (imdbId > 0 ? String(imdbId).padStart(7, '0') : '');

/** movies.csv. Throws `unwritable`, as all of these do. */
export const writeMovies = (directory: string, movies: Iterable<MovieRow>): Promise<void> =>
  writeCsv(join(directory, 'movies.csv'), 'movieId,title,genres', movies, ({ movieId, rawTitle, genres }) =>
    [movieId, quote(rawTitle), quote(genres.join('|') || '(no genres listed)')].join(',')
  );

/** links.csv */
export const writeLinks = (directory: string, movies: Iterable<MovieRow>): Promise<void> =>
  writeCsv(join(directory, 'links.csv'), 'movieId,imdbId,tmdbId', movies, ({ movieId, imdbId, tmdbId }) =>
    [movieId, imdb(imdbId), tmdbId > 0 ? tmdbId : ''].join(',')
  );

/** tags.csv */
export const writeTags = (directory: string, tags: Iterable<TagRow>): Promise<void> =>
  writeCsv(join(directory, 'tags.csv'), 'userId,movieId,tag,timestamp', tags, (row) =>
    [row.userId, row.movieId, quote(row.tag), row.timestampSec].join(',')
  );

/** ratings.csv */
export const writeRatings = (
  directory: string,
  { userId, movieId, stars, timestampSec }: RatingColumns
): Promise<void> =>
  writeCsv(join(directory, 'ratings.csv'), 'userId,movieId,rating,timestamp', stars.keys(), (row) =>
    [userId[row]!, movieId[row]!, stars[row]!.toFixed(1), timestampSec[row]!].join(',')
  );

/** credits.csv, with names and running times where any row has them. */
export function writeCredits(directory: string, credits: readonly CreditRow[]): Promise<void> {
  const isUsed = (column: (typeof OPTIONAL_CREDIT_COLUMNS)[number]): boolean =>
    credits.some((row) => row[column] !== undefined);
  const columns = [...CREDIT_COLUMNS, ...OPTIONAL_CREDIT_COLUMNS.filter(isUsed)];
  const format = (row: CreditRow): string => {
    const fields = new Map<string, string | number>([
      ['movieId', row.movieId],
      ['imdbId', row.imdbId > 0 ? `tt${imdb(row.imdbId)}` : ''],
      ['wikidata', row.wikidata],
      ['runtimeMinutes', row.runtimeMinutes ? row.runtimeMinutes : '']
    ]);
    for (const { ids, column, names } of CREDIT_LISTS) {
      fields.set(column, row[ids].join('|'));
      // As many names as ids, so that the row can be read where only other rows have names.
      const named = row[ids].map((_, k) => (row[names]?.[k] ?? '').replaceAll('|', '/'));
      fields.set(names, quote(named.join('|')));
    }
    return columns.map((column) => fields.get(column) ?? '').join(',');
  };
  return writeCsv(join(directory, 'credits.csv'), columns.join(','), credits, format);
}
