import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { openDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { createDatabaseV1, RATINGS_V1 } from '../../../tests/database-v1.ts';
import type { LibraryChange, LibraryEntry, LibraryList } from '../library/library.ts';
import { connectDatabase, DATABASE_VERSION, toStorageError, type DatabaseConnection } from './db.ts';
import { createLibraryStore } from './library-store.ts';

let serial = 0;
const connections: DatabaseConnection[] = [];
const freshName = () => `test-${++serial}`;
function connect(name: string) {
  const connection = connectDatabase(name);
  connections.push(connection);
  return connection;
}
const put = (entry: LibraryEntry): LibraryChange => ({ ...entry, entry });
const rated = (
  movieId: number,
  stars: number,
  updatedAtMs: number,
  addedAtMs = updatedAtMs
): LibraryEntry => ({
  list: 'rated',
  movieId: asMovieId(movieId),
  stars,
  updatedAtMs,
  addedAtMs
});
const mark = (list: Exclude<LibraryList, 'rated'>, movieId: number, updatedAtMs: number): LibraryEntry => ({
  list,
  movieId: asMovieId(movieId),
  updatedAtMs,
  addedAtMs: 5
});
const remove = (list: LibraryList, movieId: number, updatedAtMs: number): LibraryChange => ({
  list,
  movieId: asMovieId(movieId),
  updatedAtMs,
  entry: undefined
});

afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});

describe('LibraryStore', () => {
  it('keeps all four lists over a new connection', async () => {
    const name = freshName();
    const entries = [rated(1, 4, 100), rated(2, 0.5, 200, 50), mark('hidden', 3, 1), mark('watchlist', 2, 1)];
    await createLibraryStore(connect(name)).apply(entries.map(put));
    const kept = await createLibraryStore(connect(name)).read();
    expect(kept).toHaveLength(4);
    expect(kept).toEqual(expect.arrayContaining(entries));
  });

  it('keeps one entry a movie and list, whose last writer wins in any order of arrival', async () => {
    const write = fc.record({
      list: fc.constantFrom<LibraryList>('rated', 'seen', 'hidden', 'watchlist'),
      movieId: fc.integer({ min: 1, max: 3 }),
      stars: fc.integer({ min: 1, max: 10 }).map((half) => half / 2),
      isRemoval: fc.boolean()
    });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (history) => {
        const store = createLibraryStore(connect(freshName()));
        const wanted = new Map<string, LibraryEntry>();
        for (const [atMs, { list, movieId, stars, isRemoval }] of history.entries()) {
          const entry = list === 'rated' ? rated(movieId, stars, atMs) : mark(list, movieId, atMs);
          await store.apply([isRemoval ? remove(list, movieId, atMs) : put(entry)]);
          const key = `${list} ${movieId}`;
          if (isRemoval) wanted.delete(key);
          else wanted.set(key, entry);
          // What arrives late and is older changes nothing.
          if (wanted.has(key) && atMs > 0) await store.apply([remove(list, movieId, atMs - 1)]);
        }
        const kept = await store.read();
        expect(new Map(kept.map((entry) => [`${entry.list} ${entry.movieId}`, entry]))).toEqual(wanted);
      }),
      { numRuns: 25 }
    );
  });

  it('writes all changes of an action or none', async () => {
    const store = createLibraryStore(connect(freshName()));
    const unstorable = Object.assign(mark('seen', 2, 1), { note: () => 0 });
    await expect(store.apply([put(rated(1, 4, 1)), put(unstorable)])).rejects.toMatchObject({
      code: 'storage-failed'
    });
    expect(await store.read()).toEqual([]);
  });

  it('leaves out records that are no entries', async () => {
    const connection = connect(freshName());
    await connection.use(async (database) => {
      await database.put('ratings', { movieId: asMovieId(1), stars: 7.3, updatedAtMs: 1 });
      await database.put('marks', { list: 'loved', movieId: 1, addedAtMs: 1, updatedAtMs: 1 } as never);
    });
    expect(await createLibraryStore(connection).read()).toEqual([]);
  });
});

describe('the database', () => {
  it('comes from version 1 with every rating, dated by its last change', async () => {
    const name = freshName();
    await createDatabaseV1(name);
    const store = createLibraryStore(connect(name));
    expect(await store.read()).toEqual(
      RATINGS_V1.map(({ movieId, stars, updatedAtMs }) => rated(movieId, stars, updatedAtMs))
    );
    await store.apply([put(mark('seen', 7, 1))]);
    expect(await store.read()).toHaveLength(RATINGS_V1.length + 1);
  });

  it('says that a full storage keeps nothing', () => {
    expect(toStorageError(new DOMException('full', 'QuotaExceededError'))).toMatchObject({
      code: 'storage-full',
      message: expect.stringContaining('storage of this browser is full')
    });
  });

  it('turns any other failure into storage-failed', async () => {
    const failing = connect(freshName()).use(() =>
      Promise.reject(new DOMException('no', 'InvalidStateError'))
    );
    await expect(failing).rejects.toMatchObject({ code: 'storage-failed' });
  });

  it('works again after a failure', async () => {
    const connection = connect(freshName());
    await connection.use(() => Promise.reject(new Error('once'))).catch(() => undefined);
    expect(await createLibraryStore(connection).read()).toEqual([]);
  });

  it('lets another tab upgrade, which a held connection would block', async () => {
    const name = freshName();
    await createLibraryStore(connect(name)).read();
    const newer = await openDB(name, DATABASE_VERSION + 1);
    expect(newer.version).toBe(DATABASE_VERSION + 1);
    newer.close();
  });

  it('goes on where the connection is closed under its work, by the browser or for another tab', async () => {
    const connection = connect(freshName());
    const store = createLibraryStore(connection);
    await store.apply([put(rated(1, 4, 1))]);
    await connection.use((database) => {
      database.close();
      return Promise.resolve();
    });
    await store.apply([put(rated(2, 3, 2))]);
    expect(await store.read()).toHaveLength(2);
  });

  it('tells other tabs what it has kept, and nothing else', async () => {
    const heard: unknown[] = [];
    const channel = { postMessage: (message: unknown) => heard.push(message) } as unknown as BroadcastChannel;
    const store = createLibraryStore(connect(freshName()), channel);
    await store.apply([put(rated(1, 4, 1))]);
    expect(heard).toEqual(['changed']);
    await expect(store.apply([put(rated(2, (() => 1) as never, 1))])).rejects.toThrow();
    expect(heard).toEqual(['changed']);
  });
});
