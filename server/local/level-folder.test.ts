/** The database's folder, as crashes and broken disks leave it: mended, or moved aside with a sentence; never begun anew in silence. */
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectTables } from '../tables/client.ts';
import { createTables } from '../tables/create.ts';
import { startDynamoDb } from './dynamodb.ts';

let parent = '';
let folder = '';
const told: string[] = [];
const ITEMS = 40;

/** Opens it, does something, closes it again. */
async function visit<T>(work: (tables: ReturnType<typeof connectTables>) => Promise<T>): Promise<T> {
  const database = await startDynamoDb({ folder, tell: (sentence) => told.push(sentence) });
  const tables = connectTables({ endpoint: database.endpoint });
  try {
    await createTables(tables, ['movies']);
    return await work(tables);
  } finally {
    tables.client.destroy();
    await database.close();
  }
}
const TableName = 'movie-recommender-movies';
const count = () =>
  visit(async ({ client }) => (await client.send(new ScanCommand({ TableName }))).Items?.length ?? 0);
const filesLike = async (pattern: RegExp): Promise<string[]> =>
  (await readdir(folder)).filter((name) => pattern.test(name)).map((name) => join(folder, name));

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'yamr-level-'));
  folder = join(parent, 'dynamodb');
  told.length = 0;
  await visit(async ({ client }) => {
    for (let movieId = 1; movieId <= ITEMS; movieId++) {
      await client.send(new PutCommand({ TableName, Item: { movieId, title: 'x'.repeat(200) } }));
    }
  });
});
afterEach(() => rm(parent, { recursive: true, force: true }));

it('opens what is whole without a word', async () => {
  expect(await count()).toBe(ITEMS);
  expect(told).toEqual([]);
});

it.each([/^CURRENT$/, /^MANIFEST/])(
  'repairs a folder without %s from its log, and keeps it as it was',
  async (lost) => {
    for (const path of await filesLike(lost)) await rm(path);
    expect(await count()).toBe(ITEMS);
    expect(told).toEqual([expect.stringMatching(/was broken and is repaired from its log.*broken-/)]);
    expect((await readdir(parent)).filter((name) => name.includes('.broken-'))).toHaveLength(1);
  }
);

it('says so where tables are cut off or overwritten, and keeps them', async () => {
  // Opened again, the log becomes a table.
  await count();
  const tables = await filesLike(/\.ldb$/);
  expect(tables.length).toBeGreaterThan(0);
  for (const path of tables) await truncate(path, 30);
  await writeFile((await filesLike(/^MANIFEST/))[0] ?? '', 'nonsense');
  expect(await count()).toBeLessThanOrEqual(ITEMS);
  expect(told).toHaveLength(1);
  expect((await readdir(parent)).filter((name) => name.includes('.broken-'))).toHaveLength(1);
});
