/**
 * Owns how a guest's library comes into an account: by itself where the account is empty, else when the visitor says so.
 * It may end anywhere: taking something over twice is the same as once, and the guest's copy goes last.
 */
import type { LibraryChange, LibraryEntry } from '$lib/library/library';
import { openLibrary } from '$lib/ratings/open-library';
import type { SyncStore } from '$lib/ratings/sync-store';

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

/** Everything of the guest's is taken over, then taken away there. Resolves with the number of ratings. */
export async function adoptGuest(account: SyncStore): Promise<number> {
  const guest = openLibrary();
  try {
    const entries = await guest.store.read();
    await account.adopt(entries);
    // What was changed there meanwhile is newer, and stays.
    await guest.store.apply(entries.map((entry): LibraryChange => ({ ...entry, entry: undefined })));
    await account.noteAdopted();
    return countRated(entries);
  } finally {
    guest.close();
  }
}
