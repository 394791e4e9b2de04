/**
 * Owns which stored ratings count: what retraining may read. Not: ratings taken back, and whatever is of an ended
 * epoch or of a closed account (which is in the last epoch there is), removed already or not.
 */
import { paginateScan, ScanCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import * as v from 'valibot';
import type { MovieId } from '#core/ids';
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
  /** Of the account, when it was rated (account-table.ts). */
  readonly epoch: number;
}

interface StoredItem extends Omit<StoredRating, 'stars' | 'ratedAtMs'> {
  readonly stars: number | null;
  readonly updatedAtMs: number;
  readonly ratedAtMs?: number;
}

/** The item after which the next page begins. */
export const PageKeySchema = v.object({ userId: v.string(), movieId: v.number() });
export type PageKey = v.InferOutput<typeof PageKeySchema>;

export interface LivePage {
  readonly ratings: readonly StoredRating[];
  /** Absent after the last page. */
  readonly next?: PageKey;
}

export interface LivePagesOptions {
  /** Where an earlier reading stopped. */
  readonly from?: PageKey | undefined;
  /** Items a page, at most; a page of 1 MB without it. */
  readonly pageItems?: number | undefined;
}

/**
 * All ratings that count, in no particular order, page by page. The epochs of a page's people are read after the page
 * and before it is given on, so that whatever was deleted by then stays out.
 */
export async function* readLivePages(
  tables: Tables,
  { from, pageItems }: LivePagesOptions = {}
): AsyncGenerator<LivePage> {
  const accounts = accountTable(tables);
  const inTurn = pLimit(REQUESTS_AT_ONCE);
  const readEpochs = async (userIds: readonly string[]): Promise<Map<string, number>> => {
    const visitors = [...new Set(userIds)].filter((userId) => !userId.startsWith(MOVIELENS_USER_PREFIX));
    const epochs = await Promise.all(
      visitors.map((userId) => inTurn(async () => [userId, (await accounts.read(userId)).epoch] as const))
    );
    return new Map(epochs);
  };
  let key = from;
  do {
    const { Items = [], LastEvaluatedKey } = await tables.client.send(
      new ScanCommand({
        TableName: fullTableName(tables.prefix, 'ratings'),
        ConsistentRead: true,
        Limit: pageItems,
        ExclusiveStartKey: key
      })
    );
    key = LastEvaluatedKey && v.parse(PageKeySchema, LastEvaluatedKey);
    const epochs = await readEpochs(Items.map((item) => item['userId'] as string));
    const ratings = (Items as StoredItem[]).flatMap((item) => {
      const { userId, movieId, stars, epoch, updatedAtMs, ratedAtMs = updatedAtMs } = item;
      if (stars === null || epoch < (epochs.get(userId) ?? 0)) return [];
      return [{ userId, movieId, stars, ratedAtMs, epoch }];
    });
    yield { ratings, ...(key && { next: key }) };
  } while (key);
}

/** The accounts that have ever written, deleted or closed anything, and the epoch that each is in. */
export async function* readEndedEpochs({
  client,
  prefix
}: Tables): AsyncGenerator<{ readonly userId: string; readonly epoch: number }> {
  const pages = paginateScan(
    { client },
    { TableName: fullTableName(prefix, 'accounts'), ConsistentRead: true }
  );
  for await (const { Items = [] } of pages) {
    for (const { userId, epoch } of Items) {
      yield { userId: userId as string, epoch: (epoch as number | undefined) ?? 0 };
    }
  }
}
