/** The page's sync with the real API over dynalite: what src/lib/ratings/sync.test.ts says of a model holds here. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BatchAnswerSchema, ChangesPageSchema, PROBLEMS, ProblemSchema } from '#core/api';
import { asMovieId } from '#core/ids';
import { at } from '../../tests/sync-model.ts';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';
import { connectDatabase } from '../../src/lib/ratings/db.ts';
import { createLibraryStore } from '../../src/lib/ratings/library-store.ts';
import { createSyncStore } from '../../src/lib/ratings/sync-store.ts';
import { SyncFailure, syncOnce, type SyncTransport } from '../../src/lib/ratings/sync.ts';

const HOUR_MS = 3_600_000;
let backend: TestBackend;
beforeAll(async () => (backend = await startTestBackend()));
afterAll(() => backend.close());

/** Requests of one person; an answer is lost where `isLost` says so, after the server has done its work. */
function transportOf(userId: string, isLost: () => boolean = () => false): SyncTransport {
  const api = backend.createApi();
  const request = async <S extends v.GenericSchema>(
    schema: S,
    path: string,
    init: RequestInit = {}
  ): Promise<v.InferOutput<S>> => {
    const headers = {
      Authorization: `Bearer ${backend.issuer.tokenOf(userId)}`,
      'Content-Type': 'application/json'
    };
    const response = await api.request(path, { ...init, headers });
    const json: unknown = await response.json();
    if (isLost()) throw new SyncFailure('retry', 'The answer was lost.');
    if (response.ok) return v.parse(schema, json);
    const problem = v.parse(ProblemSchema, json);
    throw new SyncFailure(PROBLEMS[problem.code].remedy, problem.detail, { code: problem.code });
  };
  return {
    push: (events) =>
      request(BatchAnswerSchema, '/rate/batch', { method: 'POST', body: JSON.stringify({ events }) }),
    read: (cursor) =>
      request(
        ChangesPageSchema,
        cursor === undefined ? '/ratings' : `/ratings?cursor=${encodeURIComponent(cursor)}`
      )
  };
}
function openReplica() {
  const connection = connectDatabase(randomUUID());
  const library = createLibraryStore(connection, undefined, { isSynced: true });
  const sync = createSyncStore(connection);
  return {
    connection,
    sync,
    rate: (movie: number, stars: number | null, updatedAtMs: number): Promise<void> => {
      const common = { list: 'rated', movieId: asMovieId(movie), updatedAtMs } as const;
      const entry = stars === null ? undefined : { ...common, stars, addedAtMs: updatedAtMs };
      return library.apply([{ ...common, entry }]);
    },
    rated: async () =>
      new Map(
        (await library.read()).map((entry) => [entry.movieId, entry.list === 'rated' ? entry.stars : null])
      )
  };
}

it('two devices of each of two people agree with the table after histories with lost answers and wrong clocks', async () => {
  const step = fc.record({
    user: fc.nat(1),
    device: fc.nat(1),
    movie: fc.integer({ min: 1, max: 4 }),
    half: fc.option(fc.integer({ min: 1, max: 10 }), { freq: 4 }),
    isSynced: fc.boolean(),
    isLost: fc.boolean()
  });
  const skew = fc.integer({ min: -24, max: 24 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 14 }),
      fc.tuple(skew, skew),
      async (history, skews) => {
        const users = [randomUUID(), randomUUID()] as const;
        const replicas = users.map(() => [openReplica(), openReplica()] as const);
        const isRated = [new Set<number>(), new Set<number>()] as const;
        for (const { user, device, movie, half, isSynced, isLost } of history) {
          const replica = at(at(replicas, user), device);
          await replica.rate(movie, half && half / 2, Date.now() + at(skews, device) * HOUR_MS);
          at(isRated, user).add(movie);
          if (!isSynced) continue;
          let requests = 0;
          const lost = (): boolean => isLost && ++requests === 2;
          await syncOnce(replica.sync, transportOf(at(users, user), lost)).catch((thrown: unknown) => {
            if (!(thrown instanceof SyncFailure)) throw thrown;
          });
        }
        for (const [k, userId] of users.entries()) {
          for (const replica of [...at(replicas, k), ...at(replicas, k)]) {
            await syncOnce(replica.sync, transportOf(userId));
          }
          const { changes } = await transportOf(userId).read(undefined);
          expect(changes.map(({ movieId }) => movieId).sort()).toEqual([...at(isRated, k)].sort());
          const table = new Map(
            changes.flatMap(({ movieId, stars }) => (stars === null ? [] : [[movieId, stars] as const]))
          );
          for (const replica of at(replicas, k)) {
            expect(await replica.rated()).toEqual(table);
            expect(await replica.sync.counts()).toMatchObject({ waiting: 0, refused: [] });
          }
        }
        for (const { connection } of replicas.flat()) connection.close();
      }
    ),
    { numRuns: 20 }
  );
});

it('a rating from before everything was deleted does not come back; one made since stays', async () => {
  const userId = randomUUID();
  const [first, second] = [openReplica(), openReplica()];
  await first.rate(1, 4, Date.now());
  await syncOnce(first.sync, transportOf(userId));
  await second.rate(2, 3, Date.now());
  const headers = { Authorization: `Bearer ${backend.issuer.tokenOf(userId)}` };
  const deleted = await backend.createApi().request('/ratings?epoch=0', { method: 'DELETE', headers });
  expect(deleted.status).toBe(200);
  await first.rate(5, 2, Date.now());
  await syncOnce(first.sync, transportOf(userId));
  expect(await first.rated()).toEqual(new Map());
  await first.rate(1, 5, Date.now());
  await syncOnce(first.sync, transportOf(userId));
  // The second device had never read the account: its rating is no part of what was deleted.
  await syncOnce(second.sync, transportOf(userId));
  await syncOnce(first.sync, transportOf(userId));
  const both = new Map([
    [1, 5],
    [2, 3]
  ]);
  expect([await first.rated(), await second.rated()]).toEqual([both, both]);
});
