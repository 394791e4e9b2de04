/**
 * Owns what a visitor's library is: four lists that mean four different things, and how a wish (rate, mark
 * as seen, hide, keep for later) changes them. Pure; `ratings/library-store.ts` keeps it, `state/library`
 * shows it, `transfer/` carries it in and out.
 *
 * A movie is at most one of rated, seen and hidden. The watchlist is beside them: a movie that was seen can
 * be kept for another evening. Rating it, or marking it as seen, takes it off; hiding it does too.
 */
import * as v from 'valibot';
import type { MovieId } from '#core/ids';
import { MovieIdSchema, StarsSchema } from '#core/rating';

/** rated: with stars. seen: without an opinion. hidden: "not interested". watchlist: to watch one day. */
export const LIBRARY_LISTS = ['rated', 'seen', 'hidden', 'watchlist'] as const;
export type LibraryList = (typeof LIBRARY_LISTS)[number];

const Ms = v.pipe(v.number(), v.integer(), v.minValue(0));
const common = {
  movieId: MovieIdSchema,
  /** When the visitor put it there (an import keeps the date of its source), Unix time in milliseconds. */
  addedAtMs: Ms,
  /** When it last changed on a device: of two versions the later one wins. */
  updatedAtMs: Ms
};
export const LibraryEntrySchema = v.variant('list', [
  v.object({ list: v.literal('rated'), stars: StarsSchema, ...common }),
  v.object({ list: v.picklist(['seen', 'hidden', 'watchlist']), ...common })
]);
/** One movie on one list. */
export type LibraryEntry = v.InferOutput<typeof LibraryEntrySchema>;
export type RatedEntry = Extract<LibraryEntry, { list: 'rated' }>;

/** One list by movie. */
export type EntryMap<E extends LibraryEntry = LibraryEntry> = ReadonlyMap<MovieId, E>;
/** The whole library; never changed in place. */
export interface Library {
  readonly rated: EntryMap<RatedEntry>;
  readonly seen: EntryMap;
  readonly hidden: EntryMap;
  readonly watchlist: EntryMap;
}
export const EMPTY_LIBRARY: Library = {
  rated: new Map(),
  seen: new Map(),
  hidden: new Map(),
  watchlist: new Map()
};

/** A place in a library and what is to be there; no entry removes what is. */
export interface LibraryChange {
  readonly list: LibraryList;
  readonly movieId: MovieId;
  readonly updatedAtMs: number;
  readonly entry: LibraryEntry | undefined;
}

/** What a visitor wants of one movie. */
export type Wish =
  | { readonly kind: 'rate'; readonly movieId: MovieId; readonly stars: number; readonly addedAtMs?: number }
  | { readonly kind: 'seen' | 'hide' | 'watch'; readonly movieId: MovieId; readonly addedAtMs?: number }
  | { readonly kind: 'remove'; readonly movieId: MovieId; readonly list: LibraryList };

/** Which lists a movie leaves when it enters one. Hiding leaves a rating alone: it says more. */
const LEAVES: Readonly<Record<LibraryList, readonly LibraryList[]>> = {
  rated: ['seen', 'hidden', 'watchlist'],
  seen: ['rated', 'hidden', 'watchlist'],
  hidden: ['seen', 'watchlist'],
  watchlist: ['hidden']
};
const LIST_OF = { rate: 'rated', seen: 'seen', hide: 'hidden', watch: 'watchlist' } as const;

/** The changes that fulfil a wish at `nowMs`, none where nothing would change. */
export function changesFor(library: Library, wish: Wish, nowMs: number): readonly LibraryChange[] {
  const { movieId } = wish;
  const change = (list: LibraryList, entry?: LibraryEntry): LibraryChange => {
    // Later than what it replaces, even where the clock was set back.
    const updatedAtMs = Math.max(nowMs, (library[list].get(movieId)?.updatedAtMs ?? -1) + 1);
    return { list, movieId, updatedAtMs, entry: entry && { ...entry, updatedAtMs } };
  };
  const leave = (lists: readonly LibraryList[]): LibraryChange[] =>
    lists.filter((list) => library[list].has(movieId)).map((list) => change(list));
  if (wish.kind === 'remove') return leave([wish.list]);

  const list = LIST_OF[wish.kind];
  const before = library[list].get(movieId);
  if (wish.kind === 'hide' && library.rated.has(movieId)) return leave(['watchlist']);
  const common = { movieId, addedAtMs: wish.addedAtMs ?? nowMs, updatedAtMs: nowMs };
  if (wish.kind === 'rate') {
    const same = library.rated.get(movieId)?.stars === wish.stars && wish.addedAtMs === undefined;
    const entered = same ? [] : [change('rated', { ...common, list: 'rated', stars: wish.stars })];
    return [...entered, ...leave(LEAVES.rated)];
  }
  const entered = before ? [] : [change(list, { ...common, list: LIST_OF[wish.kind] })];
  return [...entered, ...leave(LEAVES[list])];
}

/** The library after changes; lists that none of them touch stay the same object. */
export function applyChanges(library: Library, changes: readonly LibraryChange[]): Library {
  const next: Record<LibraryList, Map<MovieId, LibraryEntry> | undefined> = {
    rated: undefined,
    seen: undefined,
    hidden: undefined,
    watchlist: undefined
  };
  for (const { list, movieId, entry } of changes) {
    const map = (next[list] ??= new Map(library[list]));
    // Changed last stands last: thousands of ratings are all but sorted, which sorting them by time is quick with.
    map.delete(movieId);
    if (entry) map.set(movieId, entry);
  }
  return {
    rated: (next.rated as EntryMap<RatedEntry> | undefined) ?? library.rated,
    seen: next.seen ?? library.seen,
    hidden: next.hidden ?? library.hidden,
    watchlist: next.watchlist ?? library.watchlist
  };
}

/** The changes that bring back what `changes` will replace in `library`; their time is given when they are used. */
export function inverseOf(library: Library, changes: readonly LibraryChange[]): readonly LibraryChange[] {
  return changes.map(({ list, movieId, updatedAtMs }) => ({
    list,
    movieId,
    updatedAtMs,
    entry: library[list].get(movieId)
  }));
}

/** All entries, list by list. */
export function entriesOf(library: Library): readonly LibraryEntry[] {
  return LIBRARY_LISTS.flatMap((list): LibraryEntry[] => [...library[list].values()]);
}
