/** The sync against a model of the API (tests/sync-model.ts), with the real stores on an IndexedDB in memory. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { asMovieId } from '#core/ids';
import type { SyncEvent } from '#core/sync-event';
import { playHistory } from '../../../tests/sync-history.ts';
import { ModelAccount } from '../../../tests/sync-model.ts';
import { histories } from '../../../tests/sync-steps.ts';
import type { LibraryChange, RatedEntry } from '../library/library.ts';
import { connectDatabase, type DatabaseConnection } from './db.ts';
import { createLibraryStore } from './library-store.ts';
import { backoffMs, startSyncLoop, type SyncStatus } from './sync-loop.ts';
import { createSyncStore, type SyncStore } from './sync-store.ts';
import { SyncFailure, syncOnce } from './sync.ts';

const HOUR_MS = 3_600_000;
let serial = 0;
const connections: DatabaseConnection[] = [];
function openReplica() {
  const connection = connectDatabase(`sync-${++serial}`);
  connections.push(connection);
  const library = createLibraryStore(connection, undefined, { isSynced: true });
  return { connection, library, sync: createSyncStore(connection) };
}
type Replica = ReturnType<typeof openReplica>;
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});

function rating(movie: number, stars: number | null, updatedAtMs: number): LibraryChange {
  const common = { list: 'rated', movieId: asMovieId(movie), updatedAtMs } as const;
  const entry: RatedEntry | undefined =
    stars === null ? undefined : { ...common, stars, addedAtMs: updatedAtMs };
  return { ...common, entry };
}
async function ratedOf({ library }: Replica): Promise<Map<number, number>> {
  const entries = (await library.read()).filter((entry): entry is RatedEntry => entry.list === 'rated');
  expect(new Set(entries.map(({ movieId }) => movieId)).size).toBe(entries.length);
  return new Map(entries.map(({ movieId, stars }) => [movieId, stars]));
}
const ratedIn = (account: ModelAccount): Map<number, number> =>
  new Map(
    [...account.items.values()].flatMap(({ event }): [number, number][] =>
      event.stars === null ? [] : [[event.movieId, event.stars]]
    )
  );

describe('the sync', () => {
  it('makes all devices and the account agree after any history: nothing lost, doubled or of somebody else', async () => {
    let agreed = 0;
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        agreed += (await playHistory(history)).agreed;
      }),
      { numRuns: 300 }
    );
    // The histories end with something to agree on.
    expect(agreed).toBeGreaterThan(300);
  });

  it('what was rated with a clock three days ahead is sent with the right time', async () => {
    const nowMs = Date.UTC(2026, 0, 1);
    const account = new ModelAccount(() => nowMs);
    const ahead = openReplica();
    await ahead.library.apply([rating(1, 4, nowMs + 72 * HOUR_MS)]);
    await syncOnce(
      ahead.sync,
      account.transport(() => 'none')
    );
    expect([...account.items.values()].map(({ event }) => [event.stars, event.updatedAtMs])).toEqual([
      [4, nowMs]
    ]);
  });

  it('a rating that was seen deleted elsewhere wins over the deletion, however far that clock was ahead', async () => {
    const nowMs = Date.UTC(2026, 0, 1);
    const account = new ModelAccount(() => nowMs);
    const [ahead, right] = [openReplica(), openReplica()];
    const sync = ({ sync: store }: Replica) =>
      syncOnce(
        store,
        account.transport(() => 'none')
      );
    await ahead.library.apply([rating(1, 4, nowMs + 23 * HOUR_MS)]);
    await ahead.library.apply([rating(1, null, nowMs + 23 * HOUR_MS)]);
    await sync(ahead);
    await sync(right);
    await right.library.apply([rating(1, 2.5, nowMs)]);
    await sync(right);
    await sync(ahead);
    expect(await ratedOf(ahead)).toEqual(new Map([[1, 2.5]]));
  });

  it('an event that the server cannot read is found among others and set aside; the others arrive', async () => {
    const account = new ModelAccount(() => 1e12);
    const replica = openReplica();
    await replica.library.apply(Array.from({ length: 40 }, (_, k) => rating(k + 1, 3, 1000 + k)));
    const model = account.transport(() => 'none');
    const transport = {
      ...model,
      push: (events: readonly SyncEvent[]) =>
        events.some(({ movieId }) => movieId === 17)
          ? Promise.reject(new SyncFailure('set-aside', 'No.', { code: 'invalid-request' }))
          : model.push(events)
    };
    await syncOnce(replica.sync, transport);
    expect(account.items.size).toBe(39);
    expect(await replica.sync.counts()).toMatchObject({
      waiting: 0,
      refused: [{ movieId: 17, stars: 3, detail: 'No.' }]
    });
    expect((await ratedOf(replica)).get(17)).toBe(3);
    await replica.sync.retryRefused();
    await syncOnce(replica.sync, model);
    expect(account.items.size).toBe(40);
    expect((await replica.sync.counts()).refused).toEqual([]);
  });

  it('sends no batch of more than 500 events', async () => {
    const account = new ModelAccount(() => 1e12);
    const replica = openReplica();
    await replica.library.apply(Array.from({ length: 1200 }, (_, k) => rating(k + 1, 3, 1000)));
    const sizes: number[] = [];
    const model = account.transport(() => 'none');
    await syncOnce(replica.sync, {
      ...model,
      push: (events) => {
        sizes.push(events.length);
        return model.push(events);
      }
    });
    expect(sizes).toEqual([500, 500, 200]);
  });

  it('writes a rating and its outbox entry together or not at all', async () => {
    const replica = openReplica();
    const unstorable = {
      ...rating(2, 3, 2),
      entry: { list: 'seen', note: () => 0 } as never,
      list: 'seen'
    } as const;
    await expect(replica.library.apply([rating(1, 4, 1), unstorable])).rejects.toMatchObject({
      code: 'storage-failed'
    });
    expect([await replica.library.read(), await replica.sync.waiting(9)]).toEqual([[], []]);
  });

  it('a state that was skipped by a clock that was wrong comes with the answer that it has won', async () => {
    const nowMs = Date.UTC(2026, 0, 1);
    const account = new ModelAccount(() => nowMs);
    const [right, ahead] = [openReplica(), openReplica()];
    const sync = ({ sync: store }: Replica) =>
      syncOnce(
        store,
        account.transport(() => 'none')
      );
    await sync(ahead);
    await right.library.apply([rating(1, 5, nowMs + 20 * HOUR_MS)]);
    await sync(right);
    await ahead.library.apply([rating(1, 1, nowMs + 9000 * HOUR_MS)]);
    await sync(ahead);
    await sync(ahead);
    expect([await ratedOf(ahead), ratedIn(account)]).toEqual([new Map([[1, 5]]), new Map([[1, 5]])]);
  });

  it('reads everything again where an older server does not say what has won', async () => {
    const account = new ModelAccount(() => 1e12);
    const replica = openReplica();
    const model = account.transport(() => 'none');
    await syncOnce(replica.sync, model);
    await replica.library.apply([rating(1, 4, 1e12)]);
    const cursors: unknown[] = [];
    await syncOnce(replica.sync, {
      read: (cursor) => {
        cursors.push(cursor);
        return model.read(cursor);
      },
      push: (events) => {
        const answer = account.push(events);
        const results = answer.results.map(() => ({ outcome: 'superseded' as const }));
        return Promise.resolve({ ...answer, results });
      }
    });
    expect(cursors[0]).toBeUndefined();
  });

  describe('an adoption', () => {
    const YEAR_MS = 366 * 24 * HOUR_MS;
    const entry = (movie: number, stars: number, updatedAtMs: number) =>
      rating(movie, stars, updatedAtMs).entry as RatedEntry;
    /** An account that was rated in, then one movie cleared. */
    async function openAccount(nowMs: number) {
      const replica = openReplica();
      await replica.library.apply([rating(1, 2, nowMs), rating(2, 2, nowMs)]);
      await replica.library.apply([rating(2, null, nowMs)]);
      const account = new ModelAccount(() => nowMs);
      const transport = account.transport(() => 'none');
      await syncOnce(replica.sync, transport);
      return { replica, account, transport };
    }

    it.each([-YEAR_MS, 0, YEAR_MS])('with a guest’s clock off by %i ms gives the same', async (skewMs) => {
      const nowMs = Date.UTC(2026, 0, 1);
      const { replica, account, transport } = await openAccount(nowMs);
      const guest = [entry(1, 5, nowMs + skewMs), entry(2, 4, nowMs + skewMs), entry(3, 3, nowMs + skewMs)];
      const adopted = await replica.sync.adopt(guest);
      // The account’s own stars stay; the guest’s stay with the guest.
      expect(adopted.map(({ movieId }) => movieId)).toEqual([2, 3]);
      await syncOnce(replica.sync, transport);
      const both = new Map([
        [1, 2],
        [2, 4],
        [3, 3]
      ]);
      expect([await ratedOf(replica), new Map([...ratedIn(account)].sort())]).toEqual([both, both]);
    });

    it('that was interrupted brings nothing back that was cleared or changed meanwhile', async () => {
      const nowMs = Date.UTC(2026, 0, 1);
      const { replica } = await openAccount(nowMs);
      const guest = [entry(2, 4, nowMs), entry(3, 3, nowMs), entry(4, 3, nowMs)];
      await replica.sync.adopt(guest);
      await replica.library.apply([rating(3, null, nowMs), rating(4, 1, nowMs)]);
      expect(await replica.sync.adopt(guest)).toHaveLength(3);
      expect(await ratedOf(replica)).toEqual(
        new Map([
          [1, 2],
          [2, 4],
          [4, 1]
        ])
      );
      await replica.sync.noteAdopted();
      expect(await replica.sync.position()).toMatchObject({ isAdopting: false });
    });

    it('takes from the guest what it has copied, not what was changed meanwhile, whatever its date', async () => {
      const guest = createLibraryStore(openReplica().connection, undefined);
      await guest.apply([rating(1, 4, 1000), rating(2, 3, 1000)]);
      const copied = await guest.read();
      await guest.apply([rating(2, null, 1001)]);
      await guest.apply([rating(2, 1, 500)]);
      await guest.take(copied);
      expect(await guest.read()).toMatchObject([{ movieId: 2, stars: 1 }]);
    });
  });

  it('a guest’s library comes into an account once, under what is later there', async () => {
    const nowMs = 1e12;
    const account = new ModelAccount(() => nowMs);
    const replica = openReplica();
    await replica.library.apply([rating(1, 1, nowMs)]);
    await syncOnce(
      replica.sync,
      account.transport(() => 'none')
    );
    const guest = [rating(1, 5, nowMs - 9), rating(2, 4, nowMs - 9)].flatMap(({ entry }) => entry ?? []);
    for (const _again of [1, 2]) {
      await replica.sync.adopt(guest);
      await syncOnce(
        replica.sync,
        account.transport(() => 'none')
      );
    }
    expect(ratedIn(account)).toEqual(
      new Map([
        [1, 1],
        [2, 4]
      ])
    );
    expect([...account.writes.values()]).toEqual([1, 1]);
    expect((await replica.sync.position()).isAdopting).toBe(true);
  });
});

describe('the sync loop', () => {
  const counts: SyncStore['counts'] = () =>
    Promise.resolve({ waiting: 1, refused: [], syncedAtMs: undefined });
  function loopOf(round: () => Promise<void>, isOnline = () => true) {
    const seen: SyncStatus['phase'][] = [];
    const loop = startSyncLoop({
      round,
      counts,
      isOnline,
      exclusively: (work) => work(),
      onStatus: ({ phase }) => seen.at(-1) !== phase && seen.push(phase)
    });
    return { loop, seen };
  }

  it('asks nothing while offline, and goes on when the network is back', async () => {
    let [rounds, online] = [0, false];
    const { loop, seen } = loopOf(
      () => {
        rounds++;
        return Promise.resolve();
      },
      () => online
    );
    loop.changed();
    await expect.poll(() => seen).toEqual(['offline']);
    expect(rounds).toBe(0);
    online = true;
    loop.resume();
    await expect.poll(() => seen.at(-1)).toBe('idle');
    expect(rounds).toBe(1);
    loop.stop();
  });

  it('sends nothing ever again once the account was deleted, and says so', async () => {
    let rounds = 0;
    const { loop, seen } = loopOf(() => {
      rounds++;
      return Promise.reject(new SyncFailure('leave', 'It was deleted.', { code: 'account-closed' }));
    });
    await expect.poll(() => seen.at(-1)).toBe('closed');
    loop.changed();
    loop.resume();
    await new Promise((done) => setTimeout(done, 50));
    expect([rounds, seen.at(-1)]).toEqual([1, 'closed']);
    loop.stop();
  });

  it('asks again within a minute while somebody sees the page', async () => {
    vi.useFakeTimers();
    try {
      let [rounds, isVisible] = [0, true];
      const loop = startSyncLoop({
        round: () => {
          rounds++;
          return Promise.resolve();
        },
        counts,
        isOnline: () => true,
        isVisible: () => isVisible,
        exclusively: (work) => work(),
        onStatus: () => undefined
      });
      await vi.advanceTimersByTimeAsync(1000);
      expect(rounds).toBe(1);
      isVisible = false;
      await vi.advanceTimersByTimeAsync(59_000);
      expect(rounds).toBe(2);
      await vi.advanceTimersByTimeAsync(120_000);
      expect(rounds).toBe(2);
      loop.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('waits for somebody to sign in after a 401, and loses nothing', async () => {
    let isSignedIn = false;
    const { loop, seen } = loopOf(() =>
      isSignedIn ? Promise.resolve() : Promise.reject(new SyncFailure('sign-in', 'Sign in.'))
    );
    await expect.poll(() => seen.at(-1)).toBe('signed-out');
    isSignedIn = true;
    loop.resume();
    await expect.poll(() => seen.at(-1)).toBe('idle');
    loop.stop();
  });

  it('tries again by itself after a failure', async () => {
    let rounds = 0;
    const { loop, seen } = loopOf(() =>
      ++rounds === 1 ? Promise.reject(new SyncFailure('retry', 'Later.')) : Promise.resolve()
    );
    await expect.poll(() => seen.at(-1), { timeout: 5000 }).toBe('idle');
    expect(seen).toContain('waiting');
    loop.stop();
  });

  it('pauses grow to minutes, are never the same everywhere, and respect what the server asks', () => {
    expect([1, 2, 3].map((n) => backoffMs(n, 1))).toEqual([1000, 2000, 4000]);
    expect(backoffMs(30, 1)).toBe(300_000);
    expect(backoffMs(3, 0)).toBe(2000);
    expect(backoffMs(1, 0, 7000)).toBe(7500);
  });
});
