/**
 * Owns the promise that nobody rates a movie twice in the tables: the first of a (user, movie) pair in file
 * order stays. Works on whole columns (a counting sort by user, one mark a movie): 4 bytes a rating and no
 * set of pairs, which at 32 million ratings would take gigabytes.
 */
import type { RatingColumns } from './tables.ts';

/** Numbers the distinct values 0, 1, 2, ... in order of appearance. */
function numberValues(values: Int32Array): { readonly index: Int32Array; readonly count: number } {
  const numbers = new Map<number, number>();
  const index = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    let number = numbers.get(value);
    if (number === undefined) numbers.set(value, (number = numbers.size));
    index[row] = number;
  }
  return { index, count: numbers.size };
}

/** Rows that repeat the (user, movie) pair of an earlier row, ascending. */
export function findDuplicates({ userId, movieId }: RatingColumns): Uint32Array {
  const users = numberValues(userId);
  const movies = numberValues(movieId);
  const start = new Uint32Array(users.count + 1);
  for (const user of users.index) start[user + 1]!++;
  for (let user = 0; user < users.count; user++) start[user + 1]! += start[user]!;
  const fill = start.slice();
  const rows = new Uint32Array(userId.length);
  for (let row = 0; row < rows.length; row++) rows[fill[users.index[row]!]!++] = row;

  const duplicates: number[] = [];
  const lastRatedBy = new Int32Array(movies.count).fill(-1);
  for (let user = 0; user < users.count; user++) {
    for (let k = start[user]!; k < start[user + 1]!; k++) {
      const row = rows[k]!;
      const movie = movies.index[row]!;
      if (lastRatedBy[movie] === user) duplicates.push(row);
      lastRatedBy[movie] = user;
    }
  }
  return Uint32Array.from(duplicates).sort();
}

/** The columns without these rows (ascending); the same object where there is nothing to remove. */
export function removeRows(columns: RatingColumns, rows: Uint32Array): RatingColumns {
  if (rows.length === 0) return columns;
  const { userId, movieId, stars, timestampSec } = columns;
  let next = 0;
  let to = 0;
  for (let row = 0; row < stars.length; row++) {
    if (row === rows[next]) {
      next++;
      continue;
    }
    userId[to] = userId[row]!;
    movieId[to] = movieId[row]!;
    stars[to] = stars[row]!;
    timestampSec[to] = timestampSec[row]!;
    to++;
  }
  return {
    userId: userId.slice(0, to),
    movieId: movieId.slice(0, to),
    stars: stars.slice(0, to),
    timestampSec: timestampSec.slice(0, to)
  };
}
