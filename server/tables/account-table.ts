/**
 * Owns the epoch of each account: how often it deleted all its ratings. It is the whole of what remains of a deletion,
 * and enough: a rating of an ended epoch is nothing to anybody (rating-table.ts, live-ratings.ts).
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Tables } from './client.ts';
import { fullTableName } from './definitions.ts';

export interface AccountTable {
  /** The epoch that the account is in, read consistently; 0 for one that never deleted anything. */
  readEpoch(userId: string): Promise<number>;
  /**
   * Ends the epoch `ending` (or the current one) and gives the one that is current then. Ending an epoch that
   * has ended already changes nothing; one that has not begun gives a smaller number than `ending`.
   */
  endEpoch(userId: string, ending: number | undefined, nowMs: number): Promise<number>;
}

export function accountTable({ client, prefix }: Tables): AccountTable {
  const TableName = fullTableName(prefix, 'accounts');
  const readEpoch = async (userId: string): Promise<number> => {
    const { Item } = await client.send(
      new GetCommand({ TableName, Key: { userId }, ConsistentRead: true, ProjectionExpression: 'epoch' })
    );
    return (Item?.['epoch'] as number | undefined) ?? 0;
  };
  return {
    readEpoch,
    async endEpoch(userId, ending, nowMs) {
      const isCurrent = ending === 0 ? 'attribute_not_exists(epoch)' : 'epoch = :ending';
      try {
        const { Attributes } = await client.send(
          new UpdateCommand({
            TableName,
            Key: { userId },
            UpdateExpression: 'SET deletedAtMs = :now ADD epoch :one',
            ...(ending === undefined ? {} : { ConditionExpression: isCurrent }),
            ExpressionAttributeValues: {
              ':one': 1,
              ':now': nowMs,
              ...(ending === undefined || ending === 0 ? {} : { ':ending': ending })
            },
            ReturnValues: 'ALL_NEW'
          })
        );
        return Attributes?.['epoch'] as number;
      } catch (thrown) {
        if (thrown instanceof ConditionalCheckFailedException) return readEpoch(userId);
        throw thrown;
      }
    }
  };
}
