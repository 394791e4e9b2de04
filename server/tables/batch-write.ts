/** Owns writing many items: BatchWriteItem by 25, so many at once, and what the table left over again later. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { throwIfAborted, YamrError } from '#core/errors';
import type { Tables } from './client.ts';
import { fullTableName, type TableName } from './definitions.ts';

/** DynamoDB's limit. */
export const BATCH_ITEMS = 25;
const BATCHES_AT_ONCE = 16;
const ATTEMPTS = 12;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 10_000;

export type Item = Record<string, unknown>;

/** How long to wait before attempt `attempt` (from 1): exponential, with full jitter from `random` in [0, 1). */
export function backoffMs(attempt: number, random: number): number {
  return random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
}

export interface BatchWriteOptions {
  readonly signal?: AbortSignal | undefined;
  /** The first batches are known to be written. */
  readonly firstBatch?: number;
  /** Every batch before this one is written. Called in ascending order. */
  readonly onWritten?: (batches: number) => void | Promise<void>;
  readonly random?: () => number;
}

/** Writes one batch until nothing is left over. Throws `network` when the table takes nothing for long. */
async function writeBatch(
  { client, prefix }: Tables,
  table: TableName,
  items: readonly Item[],
  { signal, random = Math.random }: BatchWriteOptions
): Promise<void> {
  const tableName = fullTableName(prefix, table);
  let left = items.map((item) => ({ PutRequest: { Item: item } }));
  for (let attempt = 1; ; attempt++) {
    throwIfAborted(signal);
    const { UnprocessedItems } = await client.send(
      new BatchWriteCommand({ RequestItems: { [tableName]: left } })
    );
    left = (UnprocessedItems?.[tableName] ?? []) as typeof left;
    if (left.length === 0) return;
    if (attempt === ATTEMPTS) {
      throw new YamrError(
        'network',
        `The table ${tableName} left ${left.length} items over ${ATTEMPTS} times; try again later, it goes on from here.`
      );
    }
    await sleep(backoffMs(attempt, random()), undefined, { signal }).catch(() => undefined);
  }
}

/** Writes `count` items, `itemAt(k)` the k-th; no key may stand twice in a batch. */
export async function writeItems(
  tables: Tables,
  table: TableName,
  count: number,
  itemAt: (index: number) => Item,
  options: BatchWriteOptions = {}
): Promise<void> {
  const { firstBatch = 0, onWritten } = options;
  const batches = Math.ceil(count / BATCH_ITEMS);
  const written = new Set<number>();
  let next = firstBatch;
  let known = firstBatch;
  const work = async (): Promise<void> => {
    while (next < batches) {
      const batch = next++;
      const from = batch * BATCH_ITEMS;
      const items = Array.from({ length: Math.min(BATCH_ITEMS, count - from) }, (_, k) => itemAt(from + k));
      await writeBatch(tables, table, items, options);
      written.add(batch);
      while (written.delete(known)) known++;
      await onWritten?.(known);
    }
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, work));
}
