/** Owns reading the CSV files that people hand to the commands: visitors' ratings, and pairs to predict. */
import { open, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { YamrError } from '#core/errors';
import { isMovieId } from '#core/ids';
import { isStars } from '#core/rating';
import type { RatedMovie } from '#scorer/recommend';
import { readRecords } from '../movielens/csv.ts';

export interface Pair {
  readonly userId: number;
  readonly movieId: number;
}

/** The columns of the first line, to know whether an optional last column is there. */
async function firstLine(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new YamrError('not-found', `The file ${path} does not exist.`);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return (
      buffer
        .toString('utf8', 0, bytesRead)
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/, 1)[0] ?? ''
    );
  } finally {
    await file.close();
  }
}

/** Streams records whose header is `required`, or `required` and some of `optional` in order. */
async function readFileRecords(
  path: string,
  required: readonly string[],
  optional: readonly string[],
  onRecord: (fields: readonly string[], fail: (reason: string) => never) => void,
  signal?: AbortSignal
): Promise<void> {
  const found = (await firstLine(path)).split(',').length;
  const columns = [...required, ...optional.slice(0, Math.max(0, found - required.length))];
  const file = { directory: dirname(path), name: basename(path), sha256: '' };
  await readRecords(
    file,
    columns,
    (fields, line) => {
      const fail = (reason: string): never => {
        throw new YamrError('bad-data', `${path}, line ${line}: ${reason}.`);
      };
      if (fields.length !== columns.length)
        fail(`${fields.length} fields where ${columns.length} are expected`);
      onRecord(fields, fail);
    },
    { signal }
  );
}

const wholeNumber = (text: string | undefined): number =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : NaN;

/**
 * userId,movieId,rating[,timestamp]: the ratings of each user, in file order; of a movie rated twice the last
 * counts. Throws `not-found`, or `bad-data` naming the line.
 */
export async function readVisitors(path: string, signal?: AbortSignal): Promise<Map<number, RatedMovie[]>> {
  const visitors = new Map<number, RatedMovie[]>();
  await readFileRecords(
    path,
    ['userId', 'movieId', 'rating'],
    ['timestamp'],
    ([user, movie, rating], fail) => {
      const userId = wholeNumber(user);
      const movieId = wholeNumber(movie);
      const stars = rating === undefined || rating.trim() === '' ? NaN : Number(rating);
      if (Number.isNaN(userId)) fail(`"${user}" is not a userId`);
      if (!isMovieId(movieId)) fail(`"${movie}" is not a movieId`);
      if (!isStars(stars)) fail(`"${rating}" is not a half star from 0.5 to 5`);
      const own = visitors.get(userId);
      if (own) own.push({ movieId, stars });
      else visitors.set(userId, [{ movieId, stars }]);
    },
    signal
  );
  return visitors;
}

/** userId,movieId (further columns as in ratings.csv are allowed). Throws `not-found`, or `bad-data` naming the line. */
export async function readPairs(path: string, signal?: AbortSignal): Promise<Pair[]> {
  const pairs: Pair[] = [];
  await readFileRecords(
    path,
    ['userId', 'movieId'],
    ['rating', 'timestamp'],
    ([user, movie], fail) => {
      const userId = wholeNumber(user);
      const movieId = wholeNumber(movie);
      if (Number.isNaN(userId)) fail(`"${user}" is not a userId`);
      if (!isMovieId(movieId)) fail(`"${movie}" is not a movieId`);
      pairs.push({ userId, movieId });
    },
    signal
  );
  return pairs;
}
