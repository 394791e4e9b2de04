/** Owns signing in, signing out and deleting an account, as far as this device's data is concerned. */
import { YamrError } from '#core/errors';
import { accountDatabase, removeDatabase } from '$lib/ratings/db';
import { openLibrary } from '$lib/ratings/open-library';
import { SyncFailure, syncOnce } from '$lib/ratings/sync';
import { createSyncStore } from '$lib/ratings/sync-store';
import type { AccountState } from './account.svelte.ts';
import { adoptGuest, countRated, giveToGuest } from './adoption.ts';
import type { Identity } from './identity.ts';
import type { Session } from './session.ts';
import { exclusively, transportOf } from './syncing.ts';

/** The words for an account that is no more; nobody is told before having proved that it was theirs. */
const CLOSED = 'This account was deleted. Its address is free for a new one.';

/** One round, where the server lets us; what it could not do follows by itself. Throws `not-found` where the account is no more. */
async function tryRound(userId: string, work: () => Promise<void>): Promise<boolean> {
  try {
    await exclusively(userId, work);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof SyncFailure)) throw thrown;
    if (thrown.remedy !== 'leave') return false;
    // Whoever can still sign in has an account whose end was interrupted: it goes on from there.
    await transportOf(userId)
      .deleteAccount()
      .catch(() => undefined);
    throw new YamrError('not-found', CLOSED, { cause: thrown });
  }
}

/**
 * Somebody has signed in: their library is read and shown, and takes over the guest's if it is empty. Resolves with how
 * many ratings it has taken over; what is to be decided, the sheet asks. Throws what storage throws.
 */
export async function enterAccount(account: AccountState, identity: Identity): Promise<number> {
  const { userId } = identity;
  if (account.identity?.userId === userId) {
    await account.become(identity);
    return 0;
  }
  const open = openLibrary(userId);
  try {
    const store = createSyncStore(open.connection);
    const isRead = await tryRound(userId, () => syncOnce(store, transportOf(userId)));
    const isEmpty = isRead && countRated(await open.store.read()) === 0;
    const isUnderWay = (await store.position()).isAdopting === true;
    const adoptedCount = isEmpty || isUnderWay ? await adoptGuest(store) : 0;
    await account.become(identity);
    return adoptedCount;
  } finally {
    open.close();
  }
}

/** The visitor has said that the guest's ratings belong to the account too. */
export async function adoptNow(account: AccountState): Promise<number> {
  const syncing = await account.syncing();
  if (!syncing) throw new YamrError('network', 'The sync is not running: reload the page, then try again.');
  const count = await adoptGuest(syncing.store);
  await account.reload();
  syncing.changed();
  return count;
}

/** Nobody is signed in any more; what this device has of the account stays for the next time, or goes. */
export async function leaveAccount(account: AccountState, session: Session, isKept: boolean): Promise<void> {
  const userId = account.identity?.userId;
  await account.become(undefined);
  await session.signOut();
  // No round of another tab may write it again.
  if (!isKept && userId !== undefined) {
    await exclusively(userId, () => removeDatabase(accountDatabase(userId)));
  }
}

/**
 * Deletes the account with all its ratings by one request, then what this device has of it. Throws a `YamrError`; doing it again goes on
 * from where it was interrupted.
 */
export async function deleteAccount(account: AccountState, session: Session): Promise<void> {
  const userId = account.identity?.userId;
  if (userId === undefined) return;
  try {
    await transportOf(userId).deleteAccount();
  } catch (cause) {
    const words = cause instanceof SyncFailure ? cause.message : 'Something failed that should not.';
    throw new YamrError('network', `It is not certain that the account is deleted: try again. ${words}`, {
      cause
    });
  }
  await leaveAccount(account, session, false);
}

/**
 * The account was deleted elsewhere: this device signs out, and what it has of it becomes the guest's, or goes. Resolves with
 * how many ratings were kept.
 */
export async function leaveClosedAccount(
  account: AccountState,
  session: Session,
  isKept: boolean
): Promise<number> {
  const userId = account.identity?.userId;
  if (userId === undefined) return 0;
  let count = 0;
  if (isKept) {
    const [own, guest] = [openLibrary(userId), openLibrary()];
    try {
      count = await giveToGuest(own.store, guest.store);
    } finally {
      own.close();
      guest.close();
    }
  }
  await leaveAccount(account, session, false);
  return count;
}
