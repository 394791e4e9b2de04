/**
 * Owns the visitor's library in memory: a star or mark counts at once, storing follows. A failure of
 * storage becomes `problem` and takes nothing away from what is in memory. What it means is
 * `library/library.ts`; what is kept, `ratings/library-store.ts`. One for all pages: `app.library`.
 *
 *     library.statusOf(movieId)          { list: 'rated' | 'seen' | 'hidden' | undefined, stars, isOnWatchlist }
 *     library.rate(movieId, stars)       (as `app.rate`, which also refreshes the list)
 *     library.markSeen(movieId)          seen without an opinion
 *     library.hide(movieId)              not interested
 *     library.toggleWatchlist(movieId)
 *     library.remove(list, movieId)      off one list
 *     library.applyAll('import', wishes) many at once, undone at once
 *     library.undo(count = 1)            takes back the last actions, newest first
 *     library.lastAction                 what `undo` would take back: { kind, movieIds }, or undefined
 *     library.excludedMovieIds           never a fresh pick again: hand to `recommend({ excludedMovieIds })`
 *     library.entries('watchlist')       one list, newest first: the watchlist filter shows it
 *     library.counts                     how long each list is
 *     library.revision                   goes up with every change, that of another tab included
 *
 * All of it is reactive. Actions resolve when they are stored and never reject.
 */
import { toPlainError, type PlainError } from '#core/errors';
import type { MovieId } from '#core/ids';
import {
  EMPTY_LIBRARY,
  LIBRARY_LISTS,
  applyChanges,
  changesFor,
  inverseOf,
  type Library,
  type LibraryChange,
  type LibraryEntry,
  type LibraryList,
  type Wish
} from '$lib/library/library';
import type { LibraryStore } from '$lib/ratings/library-store';

/** Actions that can be taken back. */
const UNDO_LIMIT = 50;

export interface MovieStatus {
  readonly list: 'rated' | 'seen' | 'hidden' | undefined;
  readonly stars: number | undefined;
  readonly isOnWatchlist: boolean;
}

export type ActionKind = Wish['kind'] | 'import';
export interface LibraryAction {
  readonly kind: ActionKind;
  readonly movieIds: readonly MovieId[];
  /** Of a removal. */
  readonly list?: LibraryList;
}
interface DoneAction extends LibraryAction {
  readonly inverse: readonly LibraryChange[];
}

const newestFirst = (a: LibraryEntry, b: LibraryEntry): number =>
  b.addedAtMs - a.addedAtMs || b.updatedAtMs - a.updatedAtMs;

export class LibraryState {
  #store: LibraryStore;
  /** Follows what other tabs do to the store in use; returns how to end that. */
  #follow: (() => () => void) | undefined;
  #unfollow: (() => void) | undefined;
  #library = $state.raw<Library>(EMPTY_LIBRARY);
  #done = $state.raw<readonly DoneAction[]>([]);
  /** Changes that are not stored: on their way there, or refused. What is read from storage goes under them. */
  #unstored: readonly LibraryChange[] = [];
  #storing: Promise<void> = Promise.resolve();
  #lastMs = 0;
  /** What storage could not do, in words for the visitor; gone with the next success. */
  problem = $state.raw<PlainError>();
  /** Whether what was stored has been read (or could not be). */
  loaded = $state(false);
  revision = $state(0);

  // Each for itself: a star is no reason to sort the others, nor thousands of ratings that nobody lists.
  readonly #rated = $derived([...this.#library.rated.values()].sort(newestFirst));
  readonly #seen = $derived([...this.#library.seen.values()].sort(newestFirst));
  readonly #hidden = $derived([...this.#library.hidden.values()].sort(newestFirst));
  readonly #watchlist = $derived([...this.#library.watchlist.values()].sort(newestFirst));
  /** Ratings, those changed last first. */
  readonly ratings = $derived(
    [...this.#library.rated.values()].sort((a, b) => b.updatedAtMs - a.updatedAtMs)
  );
  readonly counts = $derived({
    rated: this.#library.rated.size,
    seen: this.#library.seen.size,
    hidden: this.#library.hidden.size,
    watchlist: this.#library.watchlist.size
  });
  /** Of all four lists: none comes back as a fresh pick. */
  readonly excludedMovieIds: readonly MovieId[] = $derived([
    ...new Set(LIBRARY_LISTS.flatMap((list): MovieId[] => [...this.#library[list].keys()]))
  ]);
  readonly lastAction = $derived<LibraryAction | undefined>(this.#done.at(-1));

  constructor(store: LibraryStore) {
    this.#store = store;
  }

  /** The library as it is: never changed in place, so two of them can be compared. */
  get library(): Library {
    return this.#library;
  }

  statusOf(movieId: MovieId): MovieStatus {
    const { rated, seen, hidden, watchlist } = this.#library;
    const stars = rated.get(movieId)?.stars;
    const list =
      stars !== undefined ? 'rated' : seen.has(movieId) ? 'seen' : hidden.has(movieId) ? 'hidden' : undefined;
    return { list, stars, isOnWatchlist: watchlist.has(movieId) };
  }

  starsOf(movieId: MovieId): number | undefined {
    return this.#library.rated.get(movieId)?.stars;
  }

  /** One list, newest first. */
  entries(list: LibraryList): readonly LibraryEntry[] {
    switch (list) {
      case 'rated':
        return this.#rated;
      case 'seen':
        return this.#seen;
      case 'hidden':
        return this.#hidden;
      case 'watchlist':
        return this.#watchlist;
    }
  }

  /** Reads what is stored, at the start and when another tab has changed it; what is not stored yet stays. */
  async load(): Promise<void> {
    await this.#told(async () => {
      const entries = (await this.#store.read()).toSorted((a, b) => a.updatedAtMs - b.updatedAtMs);
      const stored = entries.map((entry): LibraryChange => ({ ...entry, entry }));
      this.#library = applyChanges(applyChanges(EMPTY_LIBRARY, stored), this.#unstored);
      this.revision++;
    });
    this.loaded = true;
  }

  /** Follows what other tabs change, and calls back after each time; returns how to end that. */
  followOtherTabs(onChange: () => void): () => void {
    this.#follow = () =>
      this.#store.onChangeElsewhere((isDeleted) => {
        if (isDeleted) this.#forget();
        void this.reload().then(onChange);
      });
    this.#unfollow = this.#follow();
    return () => {
      this.#unfollow?.();
      this.#follow = undefined;
    };
  }

  /** Everything was deleted in another tab: nothing of it may be stored again, by an Undo neither. */
  #forget(): void {
    this.#library = EMPTY_LIBRARY;
    [this.#unstored, this.#done] = [[], []];
    this.revision++;
  }

  /** Reads again what somebody else has stored. */
  reload(): Promise<void> {
    // After what this tab is writing: which of two versions won is known then.
    this.#storing = this.#storing.then(() => this.load());
    return this.#storing;
  }

  /**
   * Another library takes the place of this one: somebody has signed in or out. What was done before is stored in the
   * old one first; nothing of it comes along, nor can it be taken back.
   */
  exchange(store: LibraryStore): Promise<void> {
    this.#storing = this.#storing.then(async () => {
      do await this.#storeAll();
      while (this.#unstored.length > 0 && !this.problem);
      this.#unfollow?.();
      this.#store = store;
      this.#unfollow = this.#follow?.();
      this.#library = EMPTY_LIBRARY;
      [this.#unstored, this.#done] = [[], []];
      this.loaded = false;
      await this.load();
    });
    return this.#storing;
  }

  rate(movieId: MovieId, stars: number): Promise<void> {
    return this.#act({ kind: 'rate', movieIds: [movieId] }, [{ kind: 'rate', movieId, stars }]);
  }

  markSeen(movieId: MovieId): Promise<void> {
    return this.#act({ kind: 'seen', movieIds: [movieId] }, [{ kind: 'seen', movieId }]);
  }

  hide(movieId: MovieId): Promise<void> {
    return this.#act({ kind: 'hide', movieIds: [movieId] }, [{ kind: 'hide', movieId }]);
  }

  toggleWatchlist(movieId: MovieId): Promise<void> {
    if (this.#library.watchlist.has(movieId)) return this.remove('watchlist', movieId);
    return this.#act({ kind: 'watch', movieIds: [movieId] }, [{ kind: 'watch', movieId }]);
  }

  remove(list: LibraryList, movieId: MovieId): Promise<void> {
    return this.#act({ kind: 'remove', movieIds: [movieId], list }, [{ kind: 'remove', movieId, list }]);
  }

  /** Many wishes as one action. */
  applyAll(kind: ActionKind, wishes: readonly Wish[]): Promise<void> {
    return this.#act({ kind, movieIds: [...new Set(wishes.map(({ movieId }) => movieId))] }, wishes);
  }

  /** Takes back the last `count` actions and resolves with them, the newest first, when that is stored. */
  async undo(count = 1): Promise<readonly LibraryAction[]> {
    const undone = this.#done.slice(-count).reverse();
    this.#done = this.#done.slice(0, this.#done.length - undone.length);
    const nowMs = this.#now();
    const changes = undone.flatMap(({ inverse }) =>
      inverse.map((change): LibraryChange => {
        const current = this.#library[change.list].get(change.movieId)?.updatedAtMs ?? -1;
        const updatedAtMs = Math.max(nowMs, change.updatedAtMs + 1, current + 1);
        return { ...change, updatedAtMs, entry: change.entry && { ...change.entry, updatedAtMs } };
      })
    );
    if (changes.length > 0) await this.#change(changes);
    return undone;
  }

  async #act(action: LibraryAction, wishes: readonly Wish[]): Promise<void> {
    const nowMs = this.#now();
    const changes: LibraryChange[] = [];
    /** By movie, because an import has tens of thousands. */
    const touched = new Map<MovieId, LibraryChange[]>();
    for (const wish of wishes) {
      // A wish looks at its own movie alone: only a second one for the same movie must see the first.
      const before = touched.get(wish.movieId);
      const soFar = before ? applyChanges(only(this.#library, wish.movieId), before) : this.#library;
      const wished = changesFor(soFar, wish, nowMs);
      changes.push(...wished);
      touched.set(wish.movieId, [...(before ?? []), ...wished]);
    }
    if (changes.length === 0) return;
    const inverse = inverseOf(this.#library, changes);
    this.#done = [...this.#done, { ...action, inverse }].slice(-UNDO_LIMIT);
    await this.#change(changes);
  }

  #change(changes: readonly LibraryChange[]): Promise<void> {
    this.#library = applyChanges(this.#library, changes);
    this.#unstored = [...this.#unstored, ...changes];
    this.revision++;
    this.#storing = this.#storing.then(() => this.#storeAll());
    return this.#storing;
  }

  /** Stores whatever is not stored yet, what was refused before included. */
  async #storeAll(): Promise<void> {
    const changes = this.#unstored;
    if (changes.length === 0) return;
    await this.#told(async () => {
      await this.#store.apply(changes);
      const stored = new Set(changes);
      this.#unstored = this.#unstored.filter((change) => !stored.has(change));
    });
  }

  /** Never earlier than before, even where the clock is set back meanwhile. */
  #now(): number {
    this.#lastMs = Math.max(Date.now(), this.#lastMs);
    return this.#lastMs;
  }

  async #told(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = undefined;
    } catch (error) {
      this.problem = toPlainError(error);
    }
  }
}

/** The part of a library that is about one movie. */
function only(library: Library, movieId: MovieId): Library {
  const pick = <E extends LibraryEntry>(map: ReadonlyMap<MovieId, E>): ReadonlyMap<MovieId, E> => {
    const entry = map.get(movieId);
    return new Map(entry ? [[movieId, entry]] : []);
  };
  return {
    rated: pick(library.rated),
    seen: pick(library.seen),
    hidden: pick(library.hidden),
    watchlist: pick(library.watchlist)
  };
}
