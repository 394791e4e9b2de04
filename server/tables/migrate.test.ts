/** Migration against dynalite, with a table that leaves items over and a person who interrupts. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { generateMovieLens } from '#training/synthetic/generate';
import { silentProgress } from '#training/progress';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';
import { backoffMs, BATCH_ITEMS, writeItems } from './batch-write.ts';
import { connectTables, type Tables } from './client.ts';
import { createTables } from './create.ts';
import { readLivePages } from './live-ratings.ts';
import { migrate, migrationSteps } from './migrate.ts';

const data = generateMovieLens({ users: 20, movies: 60, ratings: 600, seed: 1 });
let folder = '';
let backend: TestBackend;
let endpoint = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-migrate-'));
  backend = await startTestBackend();
  endpoint = backend.endpoint;
});
afterAll(async () => {
  await backend.close();
  await rm(folder, { recursive: true });
});

async function freshTables(prefix: string): Promise<Tables> {
  const tables = connectTables({ endpoint, prefix });
  await createTables(tables);
  return tables;
}
const options = (name: string, signal = new AbortController().signal) => ({
  checkpointPath: join(folder, `${name}.json`),
  destination: 'test',
  progress: silentProgress,
  signal
});

it('brings every row over, numbers exactly, and can be repeated', async () => {
  const tables = await freshTables('whole-');
  const expected = {
    movies: 60,
    links: 60,
    tags: migrationSteps(data)[2]?.count,
    ratings: 600
  };
  expect(await migrate(tables, data, options('whole'))).toEqual(expected);
  expect(await migrate(tables, data, options('whole'))).toEqual(expected);
  const stored = new Map<string, unknown>();
  for await (const { ratings } of readLivePages(tables)) {
    for (const { userId, movieId, stars, ratedAtMs } of ratings) {
      stored.set(`${userId} ${movieId}`, [stars, ratedAtMs]);
    }
  }
  const { userId, movieId, stars, timestampSec } = data.ratings;
  stars.forEach((value, k) => {
    expect(stored.get(`ml-${userId[k]} ${movieId[k]}`)).toEqual([value, (timestampSec[k] ?? 0) * 1000]);
  });
  await expect(stat(options('whole').checkpointPath)).rejects.toThrow();
});

it('goes on where it was interrupted, without writing what is written', async () => {
  const tables = await freshTables('resumed-');
  const interruption = new AbortController();
  const send = vi.spyOn(tables.client, 'send');
  const countBatches = () =>
    send.mock.calls.filter(([command]) => command.constructor.name === 'BatchWriteCommand').length;
  const update = (done: number) => {
    if (done > 300) interruption.abort();
  };
  const first = migrate(tables, data, {
    ...options('resumed', interruption.signal),
    progress: { ...silentProgress, update }
  });
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
  const before = countBatches();
  const { batches } = JSON.parse(await readFile(options('resumed').checkpointPath, 'utf8')) as {
    batches: Record<string, number>;
  };
  expect(batches['movies']).toBe(Math.ceil(60 / BATCH_ITEMS));
  await migrate(tables, data, options('resumed'));
  const all = migrationSteps(data).reduce((sum, { count }) => sum + Math.ceil(count / BATCH_ITEMS), 0);
  expect(countBatches() - before).toBeLessThan(all);
  send.mockRestore();
});

it('sends again what the table left over, after a growing pause with jitter', async () => {
  const tables = await freshTables('left-');
  const send = tables.client.send.bind(tables.client) as (command: unknown) => Promise<unknown>;
  let refusals = 0;
  const throttled = async (command: { input: object }): Promise<unknown> => {
    const { RequestItems } = command.input as { RequestItems?: Record<string, unknown[]> };
    const [table, items = []] = Object.entries(RequestItems ?? {})[0] ?? [''];
    // A throttled table takes the first and leaves the rest, three times.
    if (items.length < 2 || refusals >= 3) return send(command);
    refusals++;
    await send(Object.assign(command, { input: { RequestItems: { [table]: items.slice(0, 1) } } }));
    return { UnprocessedItems: { [table]: items.slice(1) } };
  };
  Object.assign(tables.client, { send: throttled });
  await writeItems(tables, 'movies', 10, (k) => ({ movieId: k + 1 }));
  Object.assign(tables.client, { send });
  const { Count } = await tables.client.send(new ScanCommand({ TableName: 'left-movies' }));
  expect([Count, refusals]).toEqual([10, 3]);
  expect([1, 2, 3, 20].map((attempt) => backoffMs(attempt, 1))).toEqual([100, 200, 400, 10_000]);
  expect(backoffMs(5, 0)).toBe(0);
});

it('says so when the tables hold something else', async () => {
  const tables = await freshTables('other-');
  await writeItems(tables, 'movies', 1, () => ({ movieId: 999_999 }));
  await expect(migrate(tables, data, options('other'))).rejects.toMatchObject({
    code: 'bad-data',
    message: expect.stringMatching(/other-movies holds 61 items of MovieLens and not 60/)
  });
});
