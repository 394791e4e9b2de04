import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { openDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { connectDatabase, toStorageError, type DatabaseConnection } from './db.ts';
import { createRatingsStore } from './ratings-store.ts';

let serial = 0;
const connections: DatabaseConnection[] = [];
const freshName = () => `test-${++serial}`;
function connect(name: string) {
  const connection = connectDatabase(name);
  connections.push(connection);
  return connection;
}
const rating = (movieId: number, stars: number, updatedAtMs: number) => ({
  movieId: asMovieId(movieId),
  stars,
  updatedAtMs
});

afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});

describe('RatingsStore', () => {
  it('keeps ratings over a new connection, newest first', async () => {
    const name = freshName();
    const store = createRatingsStore(connect(name));
    await store.put(rating(1, 4, 100));
    await store.put(rating(2, 0.5, 200));
    expect(await createRatingsStore(connect(name)).list()).toEqual([rating(2, 0.5, 200), rating(1, 4, 100)]);
  });

  it('keeps one rating a movie, whose last writer wins in any order of arrival', async () => {
    const writes = fc.array(
      fc.record({
        movieId: fc.integer({ min: 1, max: 4 }),
        stars: fc.integer({ min: 1, max: 10 }).map((half) => half / 2),
        remove: fc.boolean()
      }),
      { maxLength: 12 }
    );
    await fc.assert(
      fc.asyncProperty(writes, async (history) => {
        const store = createRatingsStore(connect(freshName()));
        const wanted = new Map<number, number>();
        for (const [atMs, write] of history.entries()) {
          const { movieId, stars, remove } = write;
          await (remove ? store.remove(asMovieId(movieId), atMs) : store.put(rating(movieId, stars, atMs)));
          if (remove) wanted.delete(movieId);
          else wanted.set(movieId, stars);
          // What arrives late and is older changes nothing.
          const late = (await store.list()).find((kept) => kept.movieId === movieId);
          if (late && late.updatedAtMs > 0) await store.put(rating(movieId, 5, late.updatedAtMs - 1));
        }
        const kept = new Map((await store.list()).map((one) => [one.movieId as number, one.stars]));
        expect(kept).toEqual(wanted);
      }),
      { numRuns: 25 }
    );
  });

  it('does not remove what was rated after the removal', async () => {
    const store = createRatingsStore(connect(freshName()));
    await store.put(rating(1, 4, 200));
    await store.remove(asMovieId(1), 100);
    expect(await store.list()).toHaveLength(1);
  });

  it('leaves out records that are no ratings', async () => {
    const name = freshName();
    const connection = connect(name);
    await connection.use((database) => database.put('ratings', rating(1, 7.3, 1)));
    expect(await createRatingsStore(connection).list()).toEqual([]);
  });
});

describe('the database connection', () => {
  it('says that a full storage keeps nothing', () => {
    const error = toStorageError(new DOMException('full', 'QuotaExceededError'));
    expect(error).toMatchObject({
      code: 'storage-full',
      message: expect.stringContaining('storage of this browser is full')
    });
  });

  it('turns any other failure into storage-failed', async () => {
    const connection = connect(freshName());
    const failing = connection.use(() => Promise.reject(new DOMException('no', 'InvalidStateError')));
    await expect(failing).rejects.toMatchObject({ code: 'storage-failed' });
  });

  it('works again after a failure', async () => {
    const connection = connect(freshName());
    await connection.use(() => Promise.reject(new Error('once'))).catch(() => undefined);
    expect(await createRatingsStore(connection).list()).toEqual([]);
  });

  it('lets another tab upgrade, which a held connection would block', async () => {
    const name = freshName();
    await createRatingsStore(connect(name)).list();
    const newer = await openDB(name, 2);
    expect(newer.version).toBe(2);
    newer.close();
  });
});
