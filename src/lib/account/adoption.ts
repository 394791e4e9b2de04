/**
 * Owns how a guest's library comes into an account: by itself where the account is empty, else when the visitor says so.
 * It may end anywhere: taking something over twice is the same as once, and the guest's copy goes last.
 */
import type { LibraryChange, LibraryEntry } from '../library/library.ts';
import type { LibraryStore } from '../ratings/library-store.ts';
import { openLibrary, type OpenLibrary } from '../ratings/open-library.ts';
import type { SyncStore } from '../ratings/sync-store.ts';

export const countRated = (entries: readonly LibraryEntry[]): number =>
  entries.filter(({ list }) => list === 'rated').length;

/** What a guest has rated and marked on this device. */
export async function readGuest(): Promise<readonly LibraryEntry[]> {
  const guest = openLibrary();
  try {
    return await guest.store.read();
  } finally {
    guest.close();
  }
}

/**
 * What the account has no other stars for is taken over, then taken away at the guest's. Resolves with the number of
 * ratings.
 */
export async function adoptGuest(
  account: SyncStore,
  guest: Pick<OpenLibrary, 'store' | 'close'> = openLibrary()
): Promise<number> {
  try {
    const adopted = await account.adopt(await guest.store.read());
    // What was changed there meanwhile stays.
    await guest.store.take(adopted);
    await account.noteAdopted();
    return countRated(adopted);
  } finally {
    guest.close();
  }
}

/**
 * The other way round, where an account is no more and its owner wants to keep what this device has of it: over the stars
 * that a guest gave here, because the owner has just seen these.
 */
export async function giveToGuest(account: Pick<LibraryStore, 'read'>, guest: LibraryStore): Promise<number> {
  const entries = await account.read();
  const known = await guest.read();
  const changes = entries.map((entry): LibraryChange => {
    const ofMovie = known.filter(({ movieId, list }) => movieId === entry.movieId && list === entry.list);
    const updatedAtMs = Math.max(entry.updatedAtMs, ...ofMovie.map((one) => one.updatedAtMs + 1));
    return { ...entry, updatedAtMs, entry: { ...entry, updatedAtMs } };
  });
  // A movie with stars is on no other list.
  const rated = new Set(entries.filter(({ list }) => list === 'rated').map(({ movieId }) => movieId));
  const left = known.filter(({ list, movieId }) => list !== 'rated' && rated.has(movieId));
  await guest.apply([...left.map((entry): LibraryChange => ({ ...entry, entry: undefined })), ...changes]);
  return countRated(entries);
}
