import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { YamrError } from '#core/errors';
import {
  EMPTY_LIBRARY,
  applyChanges,
  entriesOf,
  type LibraryChange,
  type LibraryEntry,
  type Wish
} from '../library/library.ts';
import type { LibraryStore } from '../ratings/library-store.ts';
import { LibraryState } from './library.svelte.ts';

function memoryStore(initial: readonly LibraryEntry[] = []) {
  let library = applyChanges(
    EMPTY_LIBRARY,
    initial.map((entry): LibraryChange => ({ ...entry, entry }))
  );
  let changedElsewhere: (isDeleted: boolean) => void = () => undefined;
  const store: LibraryStore & {
    failWith?: Error;
    changeElsewhere: (changes: readonly LibraryChange[]) => void;
    deleteElsewhere: () => void;
  } = {
    read: () => Promise.resolve(entriesOf(library)),
    onChangeElsewhere: (listener) => {
      changedElsewhere = listener;
      return () => undefined;
    },
    changeElsewhere: (changes) => {
      library = applyChanges(library, changes);
      changedElsewhere(false);
    },
    deleteElsewhere: () => {
      library = EMPTY_LIBRARY;
      changedElsewhere(true);
    },
    take: () => Promise.resolve(),
    apply: (changes) => {
      if (store.failWith) return Promise.reject(store.failWith);
      library = applyChanges(library, changes);
      return Promise.resolve();
    }
  };
  return store;
}
const one = asMovieId(1);
const two = asMovieId(2);
/** What is on which list, without times. */
const contents = (state: LibraryState) =>
  entriesOf(state.library)
    .map((entry) => `${entry.list} ${entry.movieId} ${entry.list === 'rated' ? entry.stars : ''}`)
    .sort();

const wishes = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('rate' as const),
      movieId: fc.integer({ min: 1, max: 3 }).map(asMovieId),
      stars: fc.integer({ min: 1, max: 10 }).map((half) => half / 2)
    }),
    fc.record({
      kind: fc.constantFrom('seen' as const, 'hide' as const, 'watch' as const),
      movieId: fc.integer({ min: 1, max: 3 }).map(asMovieId)
    }),
    fc.record({
      kind: fc.constant('remove' as const),
      movieId: fc.integer({ min: 1, max: 3 }).map(asMovieId),
      list: fc.constantFrom('rated' as const, 'seen' as const, 'hidden' as const, 'watchlist' as const)
    })
  ),
  { maxLength: 15 }
);

describe('LibraryState', () => {
  it('takes a movie off the watchlist when it is rated, and forgets that it was seen or hidden', async () => {
    const state = new LibraryState(memoryStore());
    await state.markSeen(one);
    await state.toggleWatchlist(one);
    expect(state.statusOf(one)).toEqual({ list: 'seen', stars: undefined, isOnWatchlist: true });
    await state.rate(one, 4);
    expect(state.statusOf(one)).toEqual({ list: 'rated', stars: 4, isOnWatchlist: false });
  });

  it('leaves a rating alone when the movie is hidden', async () => {
    const state = new LibraryState(memoryStore());
    await state.rate(one, 1);
    await state.hide(one);
    expect(contents(state)).toEqual(['rated 1 1']);
  });

  it('names the movies of all four lists as no fresh picks, each once', async () => {
    const state = new LibraryState(memoryStore());
    await state.rate(one, 1);
    await state.toggleWatchlist(one);
    await state.hide(two);
    expect([...state.excludedMovieIds].sort()).toEqual([1, 2]);
  });

  it('is at most one of rated, seen and hidden, and what is stored is what is shown', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, async (history: Wish[]) => {
        const store = memoryStore();
        const state = new LibraryState(store);
        await state.load();
        for (const wish of history) await state.applyAll(wish.kind, [wish]);
        for (const movieId of [1, 2, 3].map(asMovieId)) {
          const { rated, seen, hidden } = state.library;
          expect([rated, seen, hidden].filter((list) => list.has(movieId)).length).toBeLessThan(2);
        }
        const again = new LibraryState(store);
        await again.load();
        expect(contents(again)).toEqual(contents(state));
      })
    );
  });

  it('comes back step by step to where it was, and so does what is stored', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, wishes, async (before: Wish[], history: Wish[]) => {
        const store = memoryStore();
        const state = new LibraryState(store);
        await state.load();
        await state.applyAll('import', before);
        const start = contents(state);
        const dates = entriesOf(state.library).map(({ addedAtMs }) => addedAtMs);
        for (const wish of history) await state.applyAll(wish.kind, [wish]);
        while (state.lastAction && state.lastAction.kind !== 'import') await state.undo();
        expect(contents(state)).toEqual(start);
        expect(entriesOf(state.library).map(({ addedAtMs }) => addedAtMs)).toEqual(dates);
        const again = new LibraryState(store);
        await again.load();
        expect(contents(again)).toEqual(start);
      })
    );
  });

  it('takes an import back at once', async () => {
    const state = new LibraryState(memoryStore());
    await state.rate(one, 2);
    await state.applyAll('import', [
      { kind: 'rate', movieId: one, stars: 5, addedAtMs: 10 },
      { kind: 'rate', movieId: two, stars: 5, addedAtMs: 20 }
    ]);
    expect(contents(state)).toEqual(['rated 1 5', 'rated 2 5']);
    expect(await state.undo()).toMatchObject([{ kind: 'import', movieIds: [1, 2] }]);
    expect(contents(state)).toEqual(['rated 1 2']);
  });

  it('keeps what was changed while the stored library was being read', async () => {
    const stored: LibraryEntry[] = [1, 2, 3].map((movieId) => ({
      list: 'rated',
      movieId: asMovieId(movieId),
      stars: 3,
      addedAtMs: 1,
      updatedAtMs: 1
    }));
    const state = new LibraryState(memoryStore(stored));
    const loading = state.load();
    void state.rate(one, 5);
    await loading;
    expect(contents(state)).toEqual(['rated 1 5', 'rated 2 3', 'rated 3 3']);
  });

  it('says what storage could not do, and keeps it in memory', async () => {
    const store = memoryStore();
    const state = new LibraryState(store);
    store.failWith = new YamrError('storage-full', 'full');
    await state.rate(one, 5);
    expect(state.problem).toEqual({ code: 'storage-full', message: 'full' });
    expect(state.starsOf(one)).toBe(5);
    delete store.failWith;
    await state.rate(two, 5);
    expect(state.problem).toBeUndefined();
  });

  it('stores what was refused before with the next change', async () => {
    const store = memoryStore();
    const state = new LibraryState(store);
    await state.load();
    store.failWith = new YamrError('storage-full', 'Full.');
    await state.rate(one, 4);
    expect(state.problem?.code).toBe('storage-full');
    delete store.failWith;
    await state.rate(two, 3);
    expect(state.problem).toBeUndefined();
    expect(await store.read()).toHaveLength(2);
  });

  it('is empty when another tab has deleted everything, and brings nothing of it back', async () => {
    const store = memoryStore();
    const state = new LibraryState(store);
    await state.rate(one, 4);
    store.failWith = new YamrError('storage-full', 'Full.');
    await state.rate(two, 3);
    delete store.failWith;
    await new Promise<void>((done) => {
      state.followOtherTabs(done);
      store.deleteElsewhere();
    });
    expect([contents(state), state.lastAction]).toEqual([[], undefined]);
    await state.undo();
    await state.rate(asMovieId(3), 5);
    expect([contents(state), await store.read()]).toEqual([
      ['rated 3 5'],
      [expect.objectContaining({ movieId: 3 })]
    ]);
  });

  it('takes over what another tab changes, and keeps what it could not store itself', async () => {
    const store = memoryStore();
    const state = new LibraryState(store);
    await state.load();
    store.failWith = new YamrError('storage-full', 'Full.');
    await state.rate(one, 4);
    const entry = { list: 'rated' as const, movieId: two, stars: 1, updatedAtMs: 9, addedAtMs: 9 };
    await new Promise<void>((done) => {
      state.followOtherTabs(done);
      store.changeElsewhere([{ ...entry, entry }]);
    });
    expect(contents(state)).toEqual(['rated 1 4', 'rated 2 1']);
  });
});
