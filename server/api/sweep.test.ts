import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';
import { accountTable } from '../tables/account-table.ts';
import { readLivePages } from '../tables/live-ratings.ts';
import { readPeople } from '../tables/people.ts';
import { ratingTable } from '../tables/rating-table.ts';
import { QUIET_MS, sweep } from './sweep.ts';
import type { UserDirectory } from './users.ts';

const DAY_MS = 86_400_000;
const nowMs = Date.now();
let backend: TestBackend;
let known: Set<string>;
let removed: string[];
const users: UserDirectory = {
  isKnown: (userId) => Promise.resolve(known.has(userId)),
  remove: (userId) => Promise.resolve(void removed.push(userId))
};
beforeEach(async () => {
  backend = await startTestBackend();
  [known, removed] = [new Set(), []];
});
afterEach(() => backend.close());

async function rate(userId: string, stampedMs: number): Promise<void> {
  const event = { eventId: randomUUID(), epoch: 0, movieId: asMovieId(1), stars: 4, updatedAtMs: stampedMs };
  await ratingTable(backend.tables).put(userId, event, stampedMs);
}
const run = (isDryRun = false) => sweep({ tables: backend.tables, users, nowMs, isDryRun });

it('removes what somebody left behind who was deleted in the console, for good, and nothing of anybody else', async () => {
  known = new Set(['ann', 'bea']);
  for (const userId of ['ann', 'gone']) await rate(userId, nowMs - 3 * DAY_MS);
  await rate('bea', nowMs);
  // Signed up a minute ago: Cognito's list does not have them yet.
  await rate('new', nowMs - QUIET_MS / 2);
  await rate('ml-1', nowMs - 9 * DAY_MS);
  expect(await run(true)).toEqual({ people: 4, closed: 1, removed: 0 });
  expect((await readPeople(backend.tables)).size).toBe(4);
  expect(await run()).toEqual({ people: 4, closed: 1, removed: 1 });
  expect([...(await readPeople(backend.tables)).keys()].sort()).toEqual(['ann', 'bea', 'new']);
  expect((await accountTable(backend.tables).read('gone')).isClosed).toBe(true);
  const left: string[] = [];
  for await (const { ratings } of readLivePages(backend.tables))
    left.push(...ratings.map(({ userId }) => userId));
  expect(left.sort()).toEqual(['ann', 'bea', 'ml-1', 'new']);
  expect(await run()).toEqual({ people: 3, closed: 0, removed: 0 });
});

it('finishes a deletion that was interrupted, and removes what a write under way has left', async () => {
  known = new Set(['cem']);
  await accountTable(backend.tables).close('cem', nowMs);
  await rate('cem', nowMs);
  expect(await run()).toEqual({ people: 1, closed: 0, removed: 1 });
  expect(removed).toEqual(['cem']);
  expect((await readPeople(backend.tables)).size).toBe(0);
});

it('removes nothing where most people are unknown: that is another pool', async () => {
  for (let k = 0; k < 12; k++) await rate(`person-${k}`, nowMs - 3 * DAY_MS);
  await expect(run()).rejects.toThrow(/12 of 12 people are not found: that is the wrong user pool/);
  expect((await readPeople(backend.tables)).size).toBe(12);
});
