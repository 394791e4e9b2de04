/** Owns who has ratings in the table: every visitor, and when the last of them was written. */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Tables } from './client.ts';
import { fullTableName } from './definitions.ts';
import { MOVIELENS_USER_PREFIX } from './live-ratings.ts';

/** By user id, the latest stamp of a rating: Unix ms, or a little later (account-table.ts). */
export async function readPeople({ client, prefix }: Tables): Promise<ReadonlyMap<string, number>> {
  const people = new Map<string, number>();
  const pages = paginateScan(
    { client },
    { TableName: fullTableName(prefix, 'ratings'), ProjectionExpression: 'userId, changedAtMs' }
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items as { userId: string; changedAtMs?: number }[]) {
      if (item.userId.startsWith(MOVIELENS_USER_PREFIX)) continue;
      people.set(item.userId, Math.max(people.get(item.userId) ?? 0, item.changedAtMs ?? 0));
    }
  }
  return people;
}
