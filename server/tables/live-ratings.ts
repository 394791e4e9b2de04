/**
 * Owns which stored ratings count: what retraining may read. Not: ratings taken back, and whatever is of an ended
 * epoch, removed already or not.
 */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { MovieId } from '#core/ids';
import pLimit from 'p-limit';
import { accountTable } from './account-table.ts';
import { REQUESTS_AT_ONCE, type Tables } from './client.ts';
import { fullTableName } from './definitions.ts';

/** MovieLens' people among the users: `ml-<n>`. A visitor's id is Cognito's, a UUID. */
export const MOVIELENS_USER_PREFIX = 'ml-';

export interface StoredRating {
  readonly userId: string;
  readonly movieId: MovieId;
  readonly stars: number;
  /** When the movie was rated, Unix ms: the source's date where an import kept one. */
  readonly ratedAtMs: number;
}

interface StoredItem extends Omit<StoredRating, 'stars' | 'ratedAtMs'> {
  readonly stars: number | null;
  readonly epoch: number;
  readonly updatedAtMs: number;
  readonly ratedAtMs?: number;
}

/**
 * All ratings that count, in no particular order. The epochs of a page's people are read after the page and before
 * it is given on, so that whatever was deleted by then stays out.
 */
export async function* readLiveRatings(tables: Tables): AsyncGenerator<StoredRating> {
  const accounts = accountTable(tables);
  const inTurn = pLimit(REQUESTS_AT_ONCE);
  const readEpochs = async (userIds: readonly string[]): Promise<Map<string, number>> => {
    const visitors = [...new Set(userIds)].filter((userId) => !userId.startsWith(MOVIELENS_USER_PREFIX));
    const epochs = await Promise.all(
      visitors.map((userId) => inTurn(async () => [userId, await accounts.readEpoch(userId)] as const))
    );
    return new Map(epochs);
  };
  const pages = paginateScan(
    { client: tables.client },
    { TableName: fullTableName(tables.prefix, 'ratings'), ConsistentRead: true }
  );
  for await (const { Items = [] } of pages) {
    const epochs = await readEpochs(Items.map((item) => item['userId'] as string));
    for (const item of Items as StoredItem[]) {
      const { userId, movieId, stars, epoch, updatedAtMs, ratedAtMs = updatedAtMs } = item;
      if (stars === null || epoch < (epochs.get(userId) ?? 0)) continue;
      yield { userId, movieId, stars, ratedAtMs };
    }
  }
}
