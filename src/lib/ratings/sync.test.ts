/** The sync against a model of the API (tests/sync-model.ts), with the real stores on an IndexedDB in memory. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import type { SyncEvent } from '#core/sync-event';
import { at, FAULTS, ModelAccount, type Fault } from '../../../tests/sync-model.ts';
import type { LibraryChange, RatedEntry } from '../library/library.ts';
import { connectDatabase, type DatabaseConnection } from './db.ts';
import { createLibraryStore } from './library-store.ts';
import { backoffMs, startSyncLoop, type SyncStatus } from './sync-loop.ts';
import { createSyncStore, type SyncStore } from './sync-store.ts';
import { SyncFailure, syncOnce, type SyncTransport } from './sync.ts';

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

class Crash extends Error {}
/** The page ends before or after the n-th of the things that `target` does. */
function crashing<T extends object>(target: T, countdown: { left: number }, isAfter: boolean): T {
  return new Proxy(target, {
    get: (object, name) => {
      const method = object[name as keyof T] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        const isEnd = countdown.left-- === 0;
        if (isEnd && !isAfter) throw new Crash();
        const result = await method.apply(object, args);
        if (isEnd) throw new Crash();
        return result;
      };
    }
  });
}

const MOVIES = 5;
const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('rate' as const),
      device: fc.nat(2),
      user: fc.nat(1),
      movie: fc.integer({ min: 1, max: MOVIES }),
      half: fc.option(fc.integer({ min: 1, max: 10 }), { freq: 4 })
    })
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('sync' as const),
      device: fc.nat(2),
      user: fc.nat(1),
      faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 5 }),
      /** Rated while a batch is on its way. */
      during: fc.option(
        fc.record({
          movie: fc.integer({ min: 1, max: MOVIES }),
          half: fc.option(fc.integer({ min: 1, max: 10 }), { freq: 4 })
        })
      ),
      crashAt: fc.option(fc.nat(12)),
      isAfter: fc.boolean()
    })
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('late' as const), user: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), user: fc.nat(1) }) }
);

/** What a device did in an account; the epoch of what it did before its first reading follows. */
interface Deed {
  readonly event: Omit<SyncEvent, 'epoch'>;
  readonly replica: Replica;
  epoch: number | undefined;
}

describe('the sync', () => {
  it('makes all devices and the account agree after any history: nothing lost, doubled or of somebody else', async () => {
    let settled = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: 4, maxLength: 24 }),
        fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: -24, max: 24 }))),
        async (history, skews) => {
          let nowMs = Date.UTC(2026, 0, 1);
          const accounts = [0, 1].map(() => new ModelAccount(() => nowMs));
          const replicas = [0, 1, 2].map(() => [openReplica(), openReplica()]);
          const deeds: Deed[][] = [[], []];
          const learnEpochs = async (): Promise<void> => {
            for (const deed of deeds.flat()) deed.epoch ??= (await deed.replica.sync.position()).epoch;
          };
          for (const step of history) {
            nowMs += 1000;
            const account = at(accounts, step.user);
            if (step.kind === 'late') account.deliverLate();
            else if (step.kind === 'delete') account.deleteAll();
            else {
              const replica = at(at(replicas, step.device), step.user);
              const rate = async (movie: number, half: number | null): Promise<void> => {
                const deviceMs = nowMs + at(skews, step.device) * HOUR_MS;
                const { epoch } = await replica.sync.position();
                await replica.library.apply([rating(movie, half === null ? null : half / 2, deviceMs)]);
                const waiting = await replica.sync.waiting(500);
                const event = at(
                  waiting.filter(({ movieId }) => movieId === movie),
                  0
                );
                at(deeds, step.user).push({ event, replica, epoch });
              };
              if (step.kind === 'rate') {
                await rate(step.movie, step.half);
              } else {
                const faults = [...step.faults];
                const countdown = { left: step.crashAt ?? Infinity };
                const model = account.transport((): Fault => faults.shift() ?? 'none');
                let { during } = step;
                const transport: SyncTransport = {
                  ...model,
                  push: async (events) => {
                    const answer = await model.push(events);
                    const once = during;
                    during = null;
                    if (once) await rate(once.movie, once.half);
                    return answer;
                  }
                };
                await syncOnce(
                  crashing(replica.sync, countdown, step.isAfter),
                  crashing(transport, countdown, step.isAfter)
                ).catch((thrown: unknown) => {
                  if (!(thrown instanceof SyncFailure || thrown instanceof Crash)) throw thrown;
                });
                await learnEpochs();
              }
            }
          }
          // Everything is well again, and what was on its way arrives.
          for (const user of [0, 1]) {
            at(accounts, user).deliverLate();
            for (const round of [1, 2]) {
              for (const devices of replicas) {
                await syncOnce(
                  at(devices, user).sync,
                  at(accounts, user).transport(() => 'none')
                );
              }
              if (round === 1) await learnEpochs();
            }
          }
          for (const user of [0, 1]) {
            const account = at(accounts, user);
            const ofEpoch = at(deeds, user).filter(({ epoch }) => epoch === account.epoch);
            const wanted = new Map<number, Set<number | null>>();
            for (let movie = 1; movie <= MOVIES; movie++) {
              const ofMovie = ofEpoch.filter(({ event }) => event.movieId === movie);
              const lastMs = Math.max(...ofMovie.map(({ event }) => event.updatedAtMs));
              const last = ofMovie.filter(({ event }) => event.updatedAtMs === lastMs);
              if (last.length > 0) wanted.set(movie, new Set(last.map(({ event }) => event.stars)));
            }
            expect([...account.items.keys()].sort()).toEqual([...wanted.keys()]);
            for (const { event } of account.items.values()) {
              expect(wanted.get(event.movieId)).toContain(event.stars);
            }
            expect([...account.writes.values()].every((count) => count === 1)).toBe(true);
            for (const devices of replicas) {
              const replica = at(devices, user);
              expect(await ratedOf(replica)).toEqual(ratedIn(account));
              expect(await replica.sync.counts()).toMatchObject({ waiting: 0, refused: [] });
            }
            settled += account.items.size;
          }
          for (const { connection } of replicas.flat()) connection.close();
        }
      ),
      { numRuns: 300 }
    );
    // The histories end with something to agree on.
    expect(settled).toBeGreaterThan(500);
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
