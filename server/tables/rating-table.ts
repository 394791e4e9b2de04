/**
 * Owns the ratings of visitors in the table `ratings`: one item a person and movie, written by single conditional
 * puts in the order of `compareVersions`, and the feed of what changed. Why the feed misses nothing: docs/sync.md.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import type { Outcome } from '#core/api';
import { versionKey, type SyncEvent } from '#core/sync-event';
import { REQUESTS_AT_ONCE, type Tables } from './client.ts';
import { CHANGES_INDEX, fullTableName } from './definitions.ts';

/**
 * How far the feed goes back behind the moment of reading: longer than a write can take from its stamp to the
 * table (some 35 s, client.ts) and any two of our machines' clocks can differ.
 */
export const FEED_OVERLAP_MS = 60_000;
/** Items of a page of the feed; the longest 1,000 are some 150 KB. */
const FEED_PAGE_ITEMS = 1_000;

/**
 * `compareVersions(stored, incoming) < 0`, as the database's condition. One comparison of one text: spelled out in three
 * attributes, dynalite takes four times as long over the whole put (measured 2026-11-22: 9 ms against 2).
 */
export const INCOMING_IS_LATER = 'attribute_not_exists(version) OR version < :version';

interface FeedKey {
  readonly changedAtMs: number;
  readonly movieId: number;
}

/** Where a reader of the feed stands. */
export interface FeedPosition {
  /** Everything stamped up to then is known. */
  readonly sinceMs: number;
  /** While a reading of several pages is under way: when it began, and the last item it gave. */
  readonly reading?: { readonly startedAtMs: number; readonly last: FeedKey };
}

export interface FeedPage {
  readonly events: readonly SyncEvent[];
  readonly next: FeedPosition;
}

export interface RatingTable {
  /** Stores the event unless it or a later state of the movie is there. */
  put(userId: string, event: SyncEvent): Promise<Outcome>;
  /** The next states after `position`, whatever their epoch, tombstones included. */
  readChanges(userId: string, position: FeedPosition): Promise<FeedPage>;
  /** Removes the person's items of epochs before `epoch`; gives how many there were. */
  removeBefore(userId: string, epoch: number): Promise<number>;
  /** Removes these items if they still are of an epoch before `epoch`. */
  removeItems(userId: string, movieIds: readonly number[], epoch: number): Promise<number>;
}

function toEvent(item: Record<string, unknown>): SyncEvent {
  const { eventId, epoch, movieId, stars, updatedAtMs, ratedAtMs } = item as SyncEvent;
  return { eventId, epoch, movieId, stars, updatedAtMs, ...(ratedAtMs === undefined ? {} : { ratedAtMs }) };
}

/** `now` is the server's clock, Unix ms. */
export function ratingTable(
  { client, prefix }: Tables,
  now: () => number,
  pageItems = FEED_PAGE_ITEMS
): RatingTable {
  const TableName = fullTableName(prefix, 'ratings');
  // Writes wait for their turn here and not in the SDK, so that the stamp is taken when they are sent.
  const inTurn = pLimit(REQUESTS_AT_ONCE);

  const removeOne = async (userId: string, movieId: number, epoch: number): Promise<number> => {
    try {
      await client.send(
        new DeleteCommand({
          TableName,
          Key: { userId, movieId },
          // A rating of the new epoch may have come in its place.
          ConditionExpression: 'epoch < :epoch',
          ExpressionAttributeValues: { ':epoch': epoch }
        })
      );
      return 1;
    } catch (thrown) {
      if (thrown instanceof ConditionalCheckFailedException) return 0;
      throw thrown;
    }
  };
  const removeItems: RatingTable['removeItems'] = async (userId, movieIds, epoch) => {
    const removed = await Promise.all(
      movieIds.map((movieId) => inTurn(() => removeOne(userId, movieId, epoch)))
    );
    return removed.reduce((sum, count) => sum + count, 0);
  };

  return {
    put: (userId, event) =>
      inTurn(async () => {
        const version = versionKey(event);
        try {
          await client.send(
            new PutCommand({
              TableName,
              Item: { ...event, userId, version, changedAtMs: now() },
              ConditionExpression: INCOMING_IS_LATER,
              ExpressionAttributeValues: { ':version': version }
            })
          );
          return 'applied';
        } catch (thrown) {
          if (thrown instanceof ConditionalCheckFailedException) return 'superseded';
          throw thrown;
        }
      }),

    async readChanges(userId, { sinceMs, reading }) {
      const startedAtMs = reading?.startedAtMs ?? now();
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          IndexName: CHANGES_INDEX,
          ConsistentRead: true,
          KeyConditionExpression: 'userId = :userId AND changedAtMs > :sinceMs',
          ExpressionAttributeValues: { ':userId': userId, ':sinceMs': sinceMs },
          Limit: pageItems,
          ...(reading ? { ExclusiveStartKey: { userId, ...reading.last } } : {})
        })
      );
      const next: FeedPosition = LastEvaluatedKey
        ? {
            sinceMs,
            reading: {
              startedAtMs,
              last: {
                changedAtMs: LastEvaluatedKey['changedAtMs'] as number,
                movieId: LastEvaluatedKey['movieId'] as number
              }
            }
          }
        : { sinceMs: Math.max(sinceMs, startedAtMs - FEED_OVERLAP_MS) };
      return { events: Items.map(toEvent), next };
    },

    async removeBefore(userId, epoch) {
      let removed = 0;
      let from: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: 'userId = :userId',
            FilterExpression: 'epoch < :epoch',
            ExpressionAttributeValues: { ':userId': userId, ':epoch': epoch },
            ProjectionExpression: 'movieId',
            ...(from ? { ExclusiveStartKey: from } : {})
          })
        );
        const movieIds = (page.Items ?? []).map((item) => item['movieId'] as number);
        removed += await removeItems(userId, movieIds, epoch);
        from = page.LastEvaluatedKey;
      } while (from);
      return removed;
    },

    removeItems
  };
}
