/**
 * Owns the ratings of visitors in the table `ratings`: one item a person and movie, written by single conditional
 * puts in the order of `compareVersions`, and the feed of what changed. Why the feed misses nothing: docs/sync.md.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { YamrError } from '#core/errors';
import { versionKey, type SyncEvent } from '#core/sync-event';
import { REQUESTS_AT_ONCE, type Tables } from './client.ts';
import { CHANGES_INDEX, fullTableName } from './definitions.ts';

/**
 * How far the feed goes back behind the account's last stamp: longer than a write can take from its stamp to the table
 * (some 35 s for one, client.ts; a batch waits for its turns) and any two of our machines' clocks can differ.
 */
export const FEED_OVERLAP_MS = 120_000;
/** Items of a page of the feed; the longest 1,000 are some 150 KB. */
const FEED_PAGE_ITEMS = 1_000;

/**
 * `compareVersions(stored, incoming) <= 0`, as the database's condition: the same event again is stamped anew, because its
 * first write may have come in too late for a reading. One comparison of one text: spelled out in three
 * attributes, dynalite takes four times as long over the whole put (measured 2026-11-22: 9 ms against 2).
 */
export const INCOMING_IS_NO_EARLIER = 'attribute_not_exists(version) OR version <= :version';
/** How often a write that lost against a state that is gone then is tried again. */
const PUT_ATTEMPTS = 3;

/** What became of a write: it is new, or the account has this state, which may be that very event. */
export type PutResult =
  { readonly outcome: 'applied' } | { readonly outcome: 'superseded'; readonly state: SyncEvent };

interface FeedKey {
  readonly changedAtMs: number;
  readonly movieId: number;
}

/** Where a reader of the feed stands. Stamps are the account's (account-table.ts), never a clock's. */
export interface FeedPosition {
  /** Everything stamped up to then is known. */
  readonly sinceMs: number;
  /** While a reading of several pages is under way: the account's stamp when it began, and the last item it gave. */
  readonly reading?: { readonly startedAtMs: number; readonly last: FeedKey };
}

export interface FeedPage {
  readonly events: readonly SyncEvent[];
  readonly next: FeedPosition;
}

export interface RatingTable {
  /** Stores the event under the stamp unless a later state of the movie is there. */
  put(userId: string, event: SyncEvent, stamp: number): Promise<PutResult>;
  /** The next states after `position`, whatever their epoch, tombstones included. `stamp`: the account's last one. */
  readChanges(userId: string, position: FeedPosition, stamp: number): Promise<FeedPage>;
  /** Removes the person's items of epochs before `epoch`; gives how many there were. */
  removeBefore(userId: string, epoch: number): Promise<number>;
  /** Removes these items if they still are of an epoch before `epoch`. */
  removeItems(userId: string, movieIds: readonly number[], epoch: number): Promise<number>;
}

function toEvent(item: Record<string, unknown>): SyncEvent {
  const { eventId, epoch, movieId, stars, updatedAtMs, ratedAtMs } = item as SyncEvent;
  return { eventId, epoch, movieId, stars, updatedAtMs, ...(ratedAtMs === undefined ? {} : { ratedAtMs }) };
}

export function ratingTable({ client, prefix }: Tables, pageItems = FEED_PAGE_ITEMS): RatingTable {
  const TableName = fullTableName(prefix, 'ratings');
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

  const readOne = async (userId: string, movieId: number): Promise<SyncEvent | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName, Key: { userId, movieId }, ConsistentRead: true })
    );
    return Item && toEvent(Item);
  };
  const putOnce = async (userId: string, event: SyncEvent, stamp: number): Promise<PutResult | undefined> => {
    const version = versionKey(event);
    try {
      const { Attributes } = await client.send(
        new PutCommand({
          TableName,
          Item: { ...event, userId, version, changedAtMs: stamp },
          ConditionExpression: INCOMING_IS_NO_EARLIER,
          ExpressionAttributeValues: { ':version': version },
          ReturnValues: 'ALL_OLD'
        })
      );
      return Attributes?.['version'] === version
        ? { outcome: 'superseded', state: event }
        : { outcome: 'applied' };
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
      const state = await readOne(userId, event.movieId);
      return state && { outcome: 'superseded', state };
    }
  };

  return {
    put: (userId, event, stamp) =>
      inTurn(async () => {
        for (let attempt = 0; attempt < PUT_ATTEMPTS; attempt++) {
          const result = await putOnce(userId, event, stamp);
          if (result) return result;
        }
        // It is being deleted again and again under our hands.
        throw new YamrError('aborted', 'The state that a rating lost against was gone.');
      }),

    async readChanges(userId, { sinceMs, reading }, stamp) {
      const startedAtMs = reading?.startedAtMs ?? stamp;
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
