/** Owns how many ratings visitors gave by day: counts, of nobody in particular. It scans the table of ratings. */
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { Tables } from '../../server/tables/client.ts';
import { MOVIELENS_USER_PREFIX, readLivePages } from '../../server/tables/live-ratings.ts';

/** By UTC day, YYYY-MM-DD. None where the table was never made. */
export async function readRatingsByDay(tables: Tables): Promise<Map<string, number>> {
  const days = new Map<string, number>();
  try {
    for await (const { ratings } of readLivePages(tables)) {
      for (const { userId, ratedAtMs } of ratings) {
        if (userId.startsWith(MOVIELENS_USER_PREFIX)) continue;
        const day = new Date(ratedAtMs).toISOString().slice(0, 10);
        days.set(day, (days.get(day) ?? 0) + 1);
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof ResourceNotFoundException)) throw thrown;
  }
  return days;
}
