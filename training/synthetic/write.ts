/** Owns writing tables as a MovieLens folder: what `movielens/load.ts` reads. */
import { join } from 'node:path';
import { buildDirectoryAtomically, writeFileAtomically } from '../atomic-output.ts';
import type { MovieLensTables, MovieRow, TagRow } from '../movielens/tables.ts';

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

function formatMovie({ movieId, rawTitle, genres }: MovieRow): string {
  return `${movieId},${quote(rawTitle)},${quote(genres.join('|') || '(no genres listed)')}`;
}

function formatLink({ movieId, imdbId, tmdbId }: MovieRow): string {
  return `${movieId},${imdbId > 0 ? String(imdbId).padStart(7, '0') : ''},${tmdbId > 0 ? tmdbId : ''}`;
}

function formatTag({ userId, movieId, tag, timestampSec }: TagRow): string {
  return `${userId},${movieId},${quote(tag)},${timestampSec}`;
}

/** Writes movies.csv, ratings.csv, tags.csv and links.csv, in chunks. Throws `unwritable`; leaves all or nothing. */
export async function writeMovieLens(tables: MovieLensTables, directory: string): Promise<void> {
  const { movies, tags } = tables;
  const { userId, movieId, stars, timestampSec } = tables.ratings;
  const formatRating = (row: number): string =>
    `${userId[row]!},${movieId[row]!},${stars[row]!.toFixed(1)},${timestampSec[row]!}`;
  await buildDirectoryAtomically(directory, async (folder) => {
    await writeCsv(join(folder, 'movies.csv'), 'movieId,title,genres', movies, formatMovie);
    await writeCsv(join(folder, 'links.csv'), 'movieId,imdbId,tmdbId', movies, formatLink);
    await writeCsv(join(folder, 'tags.csv'), 'userId,movieId,tag,timestamp', tags, formatTag);
    await writeCsv(
      join(folder, 'ratings.csv'),
      'userId,movieId,rating,timestamp',
      stars.keys(),
      formatRating
    );
  });
}
