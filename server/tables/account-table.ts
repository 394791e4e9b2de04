/**
 * Owns what is kept of an account itself: its epoch (how often it deleted all its ratings), whether it was closed, and the
 * last stamp of its feed. A closed account is in the last epoch there is: what it left behind is nothing to anybody.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Tables } from './client.ts';
import { fullTableName } from './definitions.ts';

/** The largest that an epoch can be (core/sync-event.ts): no event is of a later one. */
export const CLOSED_EPOCH = 0x7fffffff;

export interface AccountState {
  /** 0 for one that never deleted anything. */
  readonly epoch: number;
  /** It was deleted; nothing leads back. */
  readonly isClosed: boolean;
  /** Of the last write, in the order of the feed; 0 before the first one. */
  readonly stamp: number;
}

export interface AccountTable {
  /** As it is now: read consistently. */
  read(userId: string): Promise<AccountState>;
  /**
   * Takes the next stamp, which is later than every one before: the time, or one more than the last stamp where the clock
   * has not come so far. A closed account gets none.
   */
  takeStamp(userId: string, nowMs: number): Promise<AccountState>;
  /**
   * Ends the epoch `ending` (or the current one) and gives the state that is current then. Ending an epoch that
   * has ended already changes nothing; one that has not begun gives a smaller number than `ending`.
   */
  endEpoch(userId: string, ending: number | undefined, nowMs: number): Promise<AccountState>;
  /** For good. Again: changes nothing. */
  close(userId: string, nowMs: number): Promise<void>;
}

const stateOf = (item: Record<string, unknown> | undefined): AccountState => ({
  epoch: (item?.['epoch'] as number | undefined) ?? 0,
  isClosed: item?.['closedAtMs'] !== undefined,
  stamp: (item?.['stamp'] as number | undefined) ?? 0
});

const IS_OPEN = 'attribute_not_exists(closedAtMs)';

export function accountTable({ client, prefix }: Tables): AccountTable {
  const TableName = fullTableName(prefix, 'accounts');
  const read = async (userId: string): Promise<AccountState> => {
    const { Item } = await client.send(new GetCommand({ TableName, Key: { userId }, ConsistentRead: true }));
    return stateOf(Item);
  };
  /** Undefined where the condition does not hold. */
  const update = async (
    userId: string,
    UpdateExpression: string,
    ConditionExpression: string,
    ExpressionAttributeValues: Record<string, number>
  ): Promise<AccountState | undefined> => {
    try {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName,
          Key: { userId },
          UpdateExpression,
          ConditionExpression,
          ExpressionAttributeValues,
          ReturnValues: 'ALL_NEW'
        })
      );
      return stateOf(Attributes);
    } catch (thrown) {
      if (thrown instanceof ConditionalCheckFailedException) return undefined;
      throw thrown;
    }
  };
  return {
    read,
    async takeStamp(userId, nowMs) {
      const isLater = `${IS_OPEN} AND (attribute_not_exists(stamp) OR stamp < :now)`;
      return (
        (await update(userId, 'SET stamp = :now', isLater, { ':now': nowMs })) ??
        // The clock stepped back, or two came in one millisecond.
        (await update(userId, 'ADD stamp :one', IS_OPEN, { ':one': 1 })) ??
        read(userId)
      );
    },
    async endEpoch(userId, ending, nowMs) {
      const isCurrent =
        ending === undefined
          ? ''
          : ending === 0
            ? ' AND attribute_not_exists(epoch)'
            : ' AND epoch = :ending';
      const ended = await update(userId, 'SET deletedAtMs = :now ADD epoch :one', `${IS_OPEN}${isCurrent}`, {
        ':one': 1,
        ':now': nowMs,
        ...(ending === undefined || ending === 0 ? {} : { ':ending': ending })
      });
      return ended ?? read(userId);
    },
    async close(userId, nowMs) {
      await update(userId, 'SET closedAtMs = :now, epoch = :last REMOVE stamp', IS_OPEN, {
        ':now': nowMs,
        ':last': CLOSED_EPOCH
      });
    }
  };
}
