/** What the tables promise, against dynalite: the order of events, the feed, and the end of an epoch. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { laterOf, type SyncEvent } from '#core/sync-event';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';
import { createRatingStore } from '../api/store.ts';
import { accountTable } from './account-table.ts';
import { readLivePages, type StoredRating } from './live-ratings.ts';
import { FEED_OVERLAP_MS, ratingTable } from './rating-table.ts';

let backend: TestBackend;
beforeAll(async () => {
  backend = await startTestBackend();
});
afterAll(() => backend.close());

const newEvent = (changes: Partial<SyncEvent> = {}): SyncEvent => ({
  eventId: randomUUID(),
  epoch: 0,
  movieId: asMovieId(1),
  stars: 4,
  updatedAtMs: 1000,
  ...changes
});

/** What retraining would read of one person. */
const live = async (userId: string) => {
  const found: StoredRating[] = [];
  for await (const { ratings } of readLivePages(backend.tables)) {
    found.push(...ratings.filter((rating) => rating.userId === userId));
  }
  return found;
};

describe('the rating table', () => {
  it('ends in the state that compareVersions names, whatever order events come in', async () => {
    const events = fc.array(
      fc
        .record({ epoch: fc.nat(1), updatedAtMs: fc.nat(2), eventId: fc.uuid() })
        .map((version) => newEvent(version)),
      { minLength: 1, maxLength: 8 }
    );
    const table = ratingTable(backend.tables, Date.now);
    await fc.assert(
      fc.asyncProperty(events, async (list) => {
        const userId = randomUUID();
        await Promise.all(list.map((event) => table.put(userId, event)));
        const { events: stored } = await table.readChanges(userId, { sinceMs: 0 });
        expect(stored).toEqual([list.reduce<SyncEvent | undefined>(laterOf, undefined)]);
      }),
      { numRuns: 40 }
    );
  });

  it('gives a change again while a write that began before the reading may still come in', async () => {
    let nowMs = 1_000_000;
    const table = ratingTable(backend.tables, () => nowMs);
    const userId = randomUUID();
    await table.put(userId, newEvent());
    const first = await table.readChanges(userId, { sinceMs: 0 });
    // A slow writer stamped before that reading, and arrives after it.
    const slow = ratingTable(backend.tables, () => nowMs - FEED_OVERLAP_MS + 1);
    await slow.put(userId, newEvent({ movieId: asMovieId(2) }));
    nowMs += 1;
    const second = await table.readChanges(userId, first.next);
    expect(second.events.map(({ movieId }) => movieId)).toContain(2);
    nowMs += FEED_OVERLAP_MS;
    const third = await table.readChanges(userId, second.next);
    expect((await table.readChanges(userId, third.next)).events).toEqual([]);
  });

  it('gives more than a page in pages, each movie once, though writes come in between', async () => {
    const table = ratingTable(backend.tables, Date.now, 20);
    const userId = randomUUID();
    const count = 30;
    const events = Array.from({ length: count }, (_, k) => newEvent({ movieId: asMovieId(k + 1) }));
    await Promise.all(events.map((event) => table.put(userId, event)));
    const first = await table.readChanges(userId, { sinceMs: 0 });
    expect(first.next.reading).toBeDefined();
    await table.put(userId, newEvent({ movieId: asMovieId(count + 1) }));
    const second = await table.readChanges(userId, first.next);
    expect(second.next.reading).toBeUndefined();
    const movieIds = [...first.events, ...second.events].map(({ movieId }) => movieId);
    expect(movieIds.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count + 1 }, (_, k) => k + 1));
  });
});

describe('deleting everything', () => {
  it('leaves nothing, refuses the deleted past, and takes what is rated anew', async () => {
    const store = createRatingStore(backend.tables, Date.now);
    const userId = randomUUID();
    const old = [newEvent(), newEvent({ movieId: asMovieId(2) })];
    await store.apply(userId, old);
    expect(await live(userId)).toHaveLength(2);

    expect(await store.deleteAll(userId, 0)).toEqual({ epoch: 1, deletedCount: 2 });
    expect(await live(userId)).toEqual([]);
    const late = await store.apply(userId, [...old, newEvent({ updatedAtMs: Date.now() })]);
    expect(late.results.map((result) => 'code' in result && result.code)).toEqual(
      Array(3).fill('epoch-ended')
    );

    // The clock of a device that starts anew may be years behind.
    const anew = newEvent({ epoch: 1, stars: 2, updatedAtMs: 5 });
    expect((await store.apply(userId, [anew])).results).toEqual([{ outcome: 'applied' }]);
    expect(await live(userId)).toEqual([{ userId, movieId: 1, stars: 2, ratedAtMs: 5, epoch: 1 }]);
  });

  it('twice for the same epoch spares what was rated since', async () => {
    const store = createRatingStore(backend.tables, Date.now);
    const userId = randomUUID();
    await store.deleteAll(userId, 0);
    await store.apply(userId, [newEvent({ epoch: 1 })]);
    expect(await store.deleteAll(userId, 0)).toEqual({ epoch: 1, deletedCount: 0 });
    expect(await live(userId)).toHaveLength(1);
    expect(await store.deleteAll(userId, undefined)).toEqual({ epoch: 2, deletedCount: 1 });
    await expect(store.deleteAll(userId, 7)).rejects.toMatchObject({ code: 'epoch-unknown' });
  });

  it('hides and removes a rating whose write was under way in another server', async () => {
    const [here, there] = [0, 1].map(() => createRatingStore(backend.tables, Date.now));
    const userId = randomUUID();
    await there?.apply(userId, [newEvent()]);
    await here?.deleteAll(userId, 0);
    // That server remembers the old epoch for a while.
    const straggler = newEvent({ movieId: asMovieId(9) });
    expect((await there?.apply(userId, [straggler]))?.results).toEqual([{ outcome: 'applied' }]);
    expect(await live(userId)).toEqual([]);
    expect((await here?.readChanges(userId, undefined))?.changes).toEqual([]);
    const left = await ratingTable(backend.tables, Date.now).readChanges(userId, { sinceMs: 0 });
    expect(left.events).toEqual([]);
  });

  it('makes a cursor of before start over', async () => {
    const store = createRatingStore(backend.tables, Date.now);
    const userId = randomUUID();
    await store.apply(userId, [newEvent()]);
    const before = await store.readChanges(userId, undefined);
    await store.deleteAll(userId, 0);
    const rating = newEvent({ epoch: 1 });
    await store.apply(userId, [rating]);
    const after = await store.readChanges(userId, before.cursor);
    expect([after.epoch, after.changes]).toEqual([1, [rating]]);
  });

  it('by ten requests at once ends one epoch', async () => {
    const accounts = accountTable(backend.tables);
    const epochs = await Promise.all(Array.from({ length: 10 }, () => accounts.endEpoch('many', 0, 1)));
    expect(new Set(epochs)).toEqual(new Set([1]));
  });
});

it('retraining reads a rating with the date of its source, and none that was taken back', async () => {
  const table = ratingTable(backend.tables, Date.now);
  await table.put('reader', newEvent({ ratedAtMs: 77 }));
  await table.put('reader', newEvent({ movieId: asMovieId(2), stars: null }));
  expect(await live('reader')).toEqual([{ userId: 'reader', movieId: 1, stars: 4, ratedAtMs: 77, epoch: 0 }]);
});
