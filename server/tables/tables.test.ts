/** What the tables promise, against dynalite: the order of events, the feed, and the end of an epoch. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { laterOf, type SyncEvent } from '#core/sync-event';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';
import { createRatingStore } from '../api/store.ts';
import { accountTable, CLOSED_EPOCH } from './account-table.ts';
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
    const table = ratingTable(backend.tables);
    await fc.assert(
      fc.asyncProperty(events, async (list) => {
        const userId = randomUUID();
        await Promise.all(list.map((event) => table.put(userId, event, 1000)));
        const { events: stored } = await table.readChanges(userId, { sinceMs: 0 }, 1000);
        expect(stored).toEqual([list.reduce<SyncEvent | undefined>(laterOf, undefined)]);
      }),
      { numRuns: 40 }
    );
  });

  it('gives a change again while a write that was stamped before the reading may still come in', async () => {
    const table = ratingTable(backend.tables);
    const userId = randomUUID();
    const stamp = 1_000_000;
    await table.put(userId, newEvent(), stamp);
    const first = await table.readChanges(userId, { sinceMs: 0 }, stamp);
    // A slow writer was stamped before that reading, and arrives after it.
    await table.put(userId, newEvent({ movieId: asMovieId(2) }), stamp - FEED_OVERLAP_MS + 1);
    const second = await table.readChanges(userId, first.next, stamp + 1);
    expect(second.events.map(({ movieId }) => movieId)).toContain(2);
    const third = await table.readChanges(userId, second.next, stamp + 1 + FEED_OVERLAP_MS);
    expect((await table.readChanges(userId, third.next, stamp + 1 + FEED_OVERLAP_MS)).events).toEqual([]);
  });

  it('gives more than a page in pages, each movie once, though writes come in between', async () => {
    const table = ratingTable(backend.tables, 20);
    const userId = randomUUID();
    const count = 30;
    const events = Array.from({ length: count }, (_, k) => newEvent({ movieId: asMovieId(k + 1) }));
    await Promise.all(events.map((event) => table.put(userId, event, 1000)));
    const first = await table.readChanges(userId, { sinceMs: 0 }, 1000);
    expect(first.next.reading).toBeDefined();
    await table.put(userId, newEvent({ movieId: asMovieId(count + 1) }), 1001);
    const second = await table.readChanges(userId, first.next, 1001);
    expect(second.next.reading).toBeUndefined();
    const movieIds = [...first.events, ...second.events].map(({ movieId }) => movieId);
    expect(movieIds.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count + 1 }, (_, k) => k + 1));
  });

  it('says what has won where an event has lost, and stamps the same event anew', async () => {
    const table = ratingTable(backend.tables);
    const userId = randomUUID();
    const [winner, loser] = [newEvent({ updatedAtMs: 2000, stars: 5 }), newEvent({ stars: 1 })];
    expect(await table.put(userId, winner, 1000)).toEqual({ outcome: 'applied' });
    expect(await table.put(userId, loser, 2000)).toEqual({ outcome: 'superseded', state: winner });
    expect((await table.readChanges(userId, { sinceMs: 1000 }, 2000)).events).toEqual([]);
    // Its answer was lost, perhaps because it took so long that a reading had passed its stamp.
    expect(await table.put(userId, winner, 3000)).toEqual({ outcome: 'superseded', state: winner });
    expect((await table.readChanges(userId, { sinceMs: 2000 }, 3000)).events).toEqual([winner]);
  });
});

describe('the stamps of an account', () => {
  it('only grow, whatever the clocks of servers say, and are each given once', async () => {
    const userId = randomUUID();
    const accounts = accountTable(backend.tables);
    const clocks = [5000, 5000, 9000, 1000, 1000, 8999];
    const given: number[] = [];
    for (const nowMs of clocks) given.push((await accounts.takeStamp(userId, nowMs)).stamp);
    expect(given).toEqual([5000, 5001, 9000, 9001, 9002, 9003]);
    const atOnce = await Promise.all(Array.from({ length: 12 }, () => accounts.takeStamp(userId, 20_000)));
    expect(new Set(atOnce.map(({ stamp }) => stamp)).size).toBe(12);
  });

  it('let a reader miss nothing after a server’s clock was a year ahead, or behind', async () => {
    let nowMs = Date.now();
    const users = backend.users;
    const store = createRatingStore(backend.tables, users, () => nowMs);
    const userId = randomUUID();
    const rate = async (movie: number) => {
      const event = newEvent({ movieId: asMovieId(movie) });
      expect((await store.apply(userId, [event])).results).toEqual([{ outcome: 'applied' }]);
      return event;
    };
    let cursor: string | undefined;
    for (const [movie, stepMs] of [1e3, 3.2e10, -3.2e10, 3.6e6, -7.2e6, 60_000].entries()) {
      nowMs += stepMs;
      const event = await rate(movie + 1);
      const page = await store.readChanges(userId, cursor);
      expect(page.changes).toContainEqual(event);
      cursor = page.cursor;
    }
    expect((await store.readChanges(userId, `0.${nowMs + 1e12}`)).changes).toHaveLength(6);
  });

  it('let a change of what is known be made after the clock has stepped back', async () => {
    let nowMs = Date.now();
    const store = createRatingStore(backend.tables, backend.users, () => nowMs);
    const userId = randomUUID();
    const known = newEvent({ updatedAtMs: nowMs });
    await store.apply(userId, [known]);
    nowMs -= 366 * 86_400_000;
    const next = newEvent({ updatedAtMs: known.updatedAtMs + 1, stars: 1 });
    expect((await store.apply(userId, [next])).results).toEqual([{ outcome: 'applied' }]);
  });

  it('are taken again for a write that took too long', async () => {
    const userId = randomUUID();
    // The clock steps forward while the first write is under way.
    const times = [0, FEED_OVERLAP_MS * 2, FEED_OVERLAP_MS * 2, FEED_OVERLAP_MS * 2].map((ms) => 1e12 + ms);
    const store = createRatingStore(backend.tables, backend.users, () => times.shift() ?? 1e12 + 9e9);
    const event = newEvent();
    expect((await store.apply(userId, [event])).results).toEqual([{ outcome: 'applied' }]);
    const { stamp } = await accountTable(backend.tables).read(userId);
    const since = { sinceMs: stamp - 1 };
    expect((await ratingTable(backend.tables).readChanges(userId, since, stamp)).events).toEqual([event]);
  });
});

describe('an account that is closed', () => {
  it('takes and gives nothing on any server, from the very next request on, and for good', async () => {
    const [here, there] = [0, 1].map(() => createRatingStore(backend.tables, backend.users, Date.now));
    if (!here || !there) throw new Error('There are two.');
    const userId = randomUUID();
    await there.apply(userId, [newEvent(), newEvent({ movieId: asMovieId(2) })]);
    expect(await here.close(userId)).toEqual({ deletedCount: 2 });
    const closed = { code: 'account-closed' };
    for (const event of [newEvent(), newEvent({ epoch: 1 }), newEvent({ epoch: CLOSED_EPOCH })]) {
      await expect(there.apply(userId, [event])).rejects.toMatchObject(closed);
    }
    await expect(there.readChanges(userId, undefined)).rejects.toMatchObject(closed);
    for (const ending of [undefined, 0, CLOSED_EPOCH]) {
      await expect(there.deleteAll(userId, ending)).rejects.toMatchObject(closed);
    }
    expect(await here.close(userId)).toEqual({ deletedCount: 0 });
    expect(backend.users.removed).toContain(userId);
    expect(await live(userId)).toEqual([]);
  });

  it('may be closed again after a crash at each step', async () => {
    for (const failing of [1, 2, 3, 4]) {
      const userId = randomUUID();
      const store = createRatingStore(backend.tables, backend.users, Date.now);
      await store.apply(userId, [newEvent(), newEvent({ movieId: asMovieId(2) })]);
      let left = failing;
      const client = {
        send: (command: never) =>
          --left === 0 ? Promise.reject(new Error('Killed.')) : backend.tables.client.send(command)
      } as unknown as typeof backend.tables.client;
      const users = {
        ...backend.users,
        remove: (id: string) =>
          --left === 0 ? Promise.reject(new Error('Killed.')) : backend.users.remove(id)
      };
      const dying = createRatingStore({ ...backend.tables, client }, users, Date.now);
      await expect(dying.close(userId)).rejects.toThrow('Killed.');
      if (failing > 1) {
        await expect(store.apply(userId, [newEvent()])).rejects.toMatchObject({ code: 'account-closed' });
        expect(await live(userId)).toEqual([]);
      }
      await store.close(userId);
      expect(await live(userId)).toEqual([]);
      expect((await ratingTable(backend.tables).readChanges(userId, { sinceMs: 0 }, 0)).events).toEqual([]);
      expect(backend.users.removed).toContain(userId);
    }
  });

  it('is nothing to retraining, whatever was still written into it', async () => {
    const userId = randomUUID();
    const store = createRatingStore(backend.tables, backend.users, Date.now);
    await store.close(userId);
    await ratingTable(backend.tables).put(userId, newEvent(), Date.now());
    expect(await live(userId)).toEqual([]);
  });
});

describe('deleting everything', () => {
  it('leaves nothing, refuses the deleted past, and takes what is rated anew', async () => {
    const store = createRatingStore(backend.tables, backend.users, Date.now);
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
    const store = createRatingStore(backend.tables, backend.users, Date.now);
    const userId = randomUUID();
    await store.deleteAll(userId, 0);
    await store.apply(userId, [newEvent({ epoch: 1 })]);
    expect(await store.deleteAll(userId, 0)).toEqual({ epoch: 1, deletedCount: 0 });
    expect(await live(userId)).toHaveLength(1);
    expect(await store.deleteAll(userId, undefined)).toEqual({ epoch: 2, deletedCount: 1 });
    await expect(store.deleteAll(userId, 7)).rejects.toMatchObject({ code: 'epoch-unknown' });
  });

  it('hides and removes a rating whose write was under way in another server', async () => {
    const [here, there] = [0, 1].map(() => createRatingStore(backend.tables, backend.users, Date.now));
    const userId = randomUUID();
    await there?.apply(userId, [newEvent()]);
    await here?.deleteAll(userId, 0);
    // It had asked for the epoch before that.
    const straggler = newEvent({ movieId: asMovieId(9) });
    await ratingTable(backend.tables).put(userId, straggler, Date.now());
    expect(await live(userId)).toEqual([]);
    expect((await here?.readChanges(userId, undefined))?.changes).toEqual([]);
    const left = await ratingTable(backend.tables).readChanges(userId, { sinceMs: 0 }, Date.now());
    expect(left.events).toEqual([]);
  });

  it('makes a cursor of before start over', async () => {
    const store = createRatingStore(backend.tables, backend.users, Date.now);
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
    expect(new Set(epochs.map(({ epoch }) => epoch))).toEqual(new Set([1]));
  });
});

it('retraining reads a rating with the date of its source, and none that was taken back', async () => {
  const table = ratingTable(backend.tables);
  await table.put('reader', newEvent({ ratedAtMs: 77 }), 1);
  await table.put('reader', newEvent({ movieId: asMovieId(2), stars: null }), 2);
  expect(await live('reader')).toEqual([{ userId: 'reader', movieId: 1, stars: 4, ratedAtMs: 77, epoch: 0 }]);
});
