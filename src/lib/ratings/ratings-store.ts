/**
 * Owns the ratings that this device keeps: at most one a movie, the last writer wins by `updatedAtMs`.
 * (A later outbox entry belongs into the same transactions.)
 */
import * as v from 'valibot';
import type { MovieId } from '#core/ids';
import { RatingSchema, type Rating } from '#core/rating';
import { connectDatabase, type DatabaseConnection } from './db.ts';

export interface RatingsStore {
  /** All ratings, those changed last first. Records that are no ratings are left out. */
  list(): Promise<readonly Rating[]>;
  /** Keeps a rating unless the stored one is newer. */
  put(rating: Rating): Promise<void>;
  /** Removes the rating of a movie unless the stored one is newer than `atMs`. */
  remove(movieId: MovieId, atMs: number): Promise<void>;
}

export function createRatingsStore(connection: DatabaseConnection = connectDatabase()): RatingsStore {
  return {
    list: () =>
      connection.use(async (database) => {
        const records: unknown[] = await database.getAll('ratings');
        return records
          .filter((record) => v.is(RatingSchema, record))
          .sort((a, b) => b.updatedAtMs - a.updatedAtMs);
      }),
    put: (rating) =>
      connection.use(async (database) => {
        const transaction = database.transaction('ratings', 'readwrite');
        const stored = await transaction.store.get(rating.movieId);
        if (!stored || stored.updatedAtMs <= rating.updatedAtMs) void transaction.store.put(rating);
        await transaction.done;
      }),
    remove: (movieId, atMs) =>
      connection.use(async (database) => {
        const transaction = database.transaction('ratings', 'readwrite');
        const stored = await transaction.store.get(movieId);
        if (stored && stored.updatedAtMs <= atMs) void transaction.store.delete(movieId);
        await transaction.done;
      })
  };
}
