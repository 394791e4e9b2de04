import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { asMovieId } from '#core/ids';
import { YamrError } from '#core/errors';
import { accountDatabase, connectDatabase } from '$lib/ratings/db';
import { openLibrary } from '$lib/ratings/open-library';
import type { SyncStatus } from '$lib/ratings/sync-loop';
import { createSyncStore } from '$lib/ratings/sync-store';
import { LibraryState } from '$lib/state/library.svelte';
import { AccountState } from './account.svelte.ts';
import { adoptGuest, countRated, giveToGuest, readGuest } from './adoption.ts';
import { IDENTITY_KEY, readIdentity } from './identity.ts';
import { tellsOfAccount, toCodeError, toSessionError } from './session-errors.ts';
import { typedProblem } from './sign-in-words.ts';
import type { Step } from './sign-in.svelte.ts';
import { syncWords } from './sync-words.ts';
import type { Syncing } from './syncing.ts';

const started: string[] = [];
vi.mock('./syncing.ts', () => ({
  startSyncing: ({ userId }: { userId: string }) => {
    started.push(`start ${userId}`);
    return {
      changed: () => started.push(`changed ${userId}`),
      resume: () => started.push(`resume ${userId}`),
      stop: () => Promise.resolve(void started.push(`stop ${userId}`))
    } as Partial<Syncing>;
  }
}));

/** What a browser has that Node lacks. */
const kept = new Map<string, string>();
let tellStorage: (event: { key: string | null }) => void = () => undefined;
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key)
});
vi.stubGlobal('window', {
  addEventListener: (_type: string, listener: typeof tellStorage) => (tellStorage = listener)
});

let person = 0;
const newPerson = () => ({ userId: `user-${++person}`, email: `${person}@example.org` });
async function openPage() {
  const guest = openLibrary();
  const library = new LibraryState(guest.store);
  const exchanged: number[] = [];
  const events = { onExchange: () => exchanged.push(library.counts.rated), onMerged: () => undefined };
  const account = new AccountState(library, guest, events);
  await account.start();
  return { library, account, exchanged };
}
const movieIds = (library: LibraryState): number[] => library.ratings.map(({ movieId }) => movieId).sort();

beforeEach(async () => {
  kept.clear();
  started.length = 0;
  const guest = openLibrary();
  await guest.store.apply((await guest.store.read()).map((entry) => ({ ...entry, entry: undefined })));
  guest.close();
});

describe('whose library the page shows', () => {
  it('is the guest’s without an account, and asks no server', async () => {
    const { library, account } = await openPage();
    await library.rate(asMovieId(1), 4);
    expect([account.identity, movieIds(library), started]).toEqual([undefined, [1], []]);
  });

  it('each has their own: what one rates, the other and a guest never see', async () => {
    const [anna, bob] = [newPerson(), newPerson()];
    const { library, account, exchanged } = await openPage();
    await library.rate(asMovieId(1), 1);
    await account.become(anna);
    expect(movieIds(library)).toEqual([]);
    await library.rate(asMovieId(2), 2);
    await account.become(bob);
    expect(movieIds(library)).toEqual([]);
    await library.rate(asMovieId(3), 3);
    await account.become(undefined);
    expect(movieIds(library)).toEqual([1]);
    await account.become(anna);
    expect(movieIds(library)).toEqual([2]);
    await account.syncing();
    expect(exchanged).toEqual([0, 0, 1, 1]);
    const [a, b] = [anna.userId, bob.userId];
    expect(started).toEqual([
      `start ${a}`,
      `changed ${a}`,
      `stop ${a}`,
      `start ${b}`,
      `changed ${b}`,
      `stop ${b}`,
      `start ${a}`
    ]);
  });

  it('keeps what was rated in the very moment before somebody signs in, for the guest', async () => {
    const { library, account } = await openPage();
    void library.rate(asMovieId(1), 4);
    const became = account.become(newPerson());
    void library.rate(asMovieId(2), 5);
    await became;
    expect([movieIds(library), library.lastAction]).toEqual([[], undefined]);
    await account.become(undefined);
    expect(movieIds(library)).toEqual([1, 2]);
  });

  it('stays over a visit, and a rating lies in the outbox with it', async () => {
    const anna = newPerson();
    const first = await openPage();
    await first.account.become(anna);
    await first.library.rate(asMovieId(7), 4.5);
    await first.account.stop();
    const next = await openPage();
    expect([next.account.identity, movieIds(next.library)]).toEqual([anna, [7]]);
    const connection = connectDatabase(accountDatabase(anna.userId));
    expect(await createSyncStore(connection).waiting(9)).toMatchObject([{ movieId: 7, stars: 4.5 }]);
    connection.close();
  });

  it('follows another tab that signs in, or deletes everything', async () => {
    const anna = newPerson();
    const { account } = await openPage();
    kept.set(IDENTITY_KEY, JSON.stringify(anna));
    tellStorage({ key: IDENTITY_KEY });
    await expect.poll(() => account.identity).toEqual(anna);
    kept.clear();
    tellStorage({ key: null });
    await expect.poll(() => account.identity).toBeUndefined();
  });

  it('the same person again only sends on', async () => {
    const anna = newPerson();
    const { account } = await openPage();
    await account.become(anna);
    await account.syncing();
    await account.become({ ...anna, email: 'new@example.org' });
    expect(account.identity?.email).toBe('new@example.org');
    expect(started).toEqual([`start ${anna.userId}`, `resume ${anna.userId}`]);
  });

  it('is nobody’s where what is kept makes no sense', () => {
    for (const text of ['', '{', '{"userId":"../x","email":"a"}']) {
      kept.set(IDENTITY_KEY, text);
      expect(readIdentity()).toBeUndefined();
    }
  });
});

describe('a guest’s ratings', () => {
  it('come into an account once, and are gone from the guest’s library, however often it is tried', async () => {
    const { library } = await openPage();
    await library.rate(asMovieId(1), 4);
    await library.hide(asMovieId(2));
    const open = openLibrary(newPerson().userId);
    const store = createSyncStore(open.connection);
    expect([(await readGuest()).length, countRated(await readGuest())]).toEqual([2, 1]);
    expect([await adoptGuest(store), await adoptGuest(store)]).toEqual([1, 0]);
    expect(await readGuest()).toEqual([]);
    expect((await open.store.read()).map(({ list, movieId }) => `${list} ${movieId}`)).toEqual([
      'rated 1',
      'hidden 2'
    ]);
    expect(await store.waiting(9)).toHaveLength(1);
    expect((await store.position()).isAdopting).toBe(false);
    open.close();
  });
});

describe('an account that was deleted elsewhere', () => {
  it('gives what this device has of it to the guest, over the stars of the guest, however clocks stand', async () => {
    const { library } = await openPage();
    await library.rate(asMovieId(1), 1);
    await library.hide(asMovieId(2));
    await library.rate(asMovieId(9), 3);
    const own = openLibrary(newPerson().userId);
    const old = (movie: number, stars: number) => {
      const common = { list: 'rated', movieId: asMovieId(movie), updatedAtMs: 1000 } as const;
      return { ...common, entry: { ...common, stars, addedAtMs: 1000 } };
    };
    await own.store.apply([old(1, 5), old(2, 4)]);
    const guest = openLibrary();
    for (const _twice of [1, 2]) expect(await giveToGuest(own.store, guest.store)).toBe(2);
    const left = (await guest.store.read()).map((entry) => [
      entry.movieId,
      entry.list === 'rated' ? entry.stars : entry.list
    ]);
    expect(left.sort()).toEqual([
      [1, 5],
      [2, 4],
      [9, 3]
    ]);
    own.close();
    guest.close();
  });
});

describe('the words', () => {
  it('about a code never tell whether an address has an account', () => {
    const errors = ['CodeMismatch', 'ExpiredCode', 'NotAuthorized', 'UserNotFound', 'InvalidParameter'].map(
      (name) => toCodeError(Object.assign(new Error('raw'), { name: `${name}Exception` })).message
    );
    expect(new Set(errors).size).toBe(1);
    for (const name of ['UserNotFound', 'UsernameExists', 'InvalidParameter', 'NotAuthorized']) {
      expect(tellsOfAccount(Object.assign(new Error('raw'), { name: `${name}Exception` }))).toBe(true);
    }
    for (const name of ['LimitExceededException', 'NetworkError', 'CodeDeliveryFailureException']) {
      expect(tellsOfAccount(Object.assign(new Error('raw'), { name }))).toBe(false);
    }
  });

  it('about what was typed are ours, and come before anybody is asked', () => {
    const typed = { email: 'Ann@Example.org', password: 'correct horse', code: '123456' };
    const problem = (step: Step, change: object) => typedProblem(step, { ...typed, ...change });
    for (const step of ['sign-in', 'sign-up', 'confirm', 'forgot', 'reset'] as const) {
      expect(problem(step, {})).toBeUndefined();
    }
    expect(problem('confirm', { code: ' ' })).toBe('Type the code from the message.');
    expect(problem('reset', { code: '12345a' })).toBe('The code in the message has six digits.');
    expect(problem('forgot', { email: 'ann' })).toContain('like name@example.org');
    expect(problem('sign-in', { password: '' })).toBe('Type your password.');
    for (const password of ['1234567', ' 12345678', '12345678 ', 'x'.repeat(257)]) {
      expect(problem('sign-up', { password })).toContain('At least 8 characters');
    }
  });

  it('say that an account is no more', () => {
    const closed = { phase: 'closed', problem: undefined, waiting: 1, refused: [], syncedAtMs: 1 } as const;
    expect(syncWords(closed, 1)).toBe('This account was deleted, so nothing is synced any more.');
  });

  const status: SyncStatus = {
    phase: 'idle',
    problem: undefined,
    waiting: 0,
    refused: [],
    syncedAtMs: Date.UTC(2026, 0, 1, 12)
  };
  it('say what is saved where, and what waits for what', () => {
    const now = status.syncedAtMs ?? 0;
    expect(syncWords(undefined, now)).toBe('Saved on this device.');
    expect(syncWords(status, now)).toMatch(/^Synced at \d\d:\d\d\.$/);
    expect(syncWords({ ...status, phase: 'offline', waiting: 1 }, now)).toBe(
      'You are offline: saved on this device. 1 change waits to be sent.'
    );
    expect(syncWords({ ...status, phase: 'waiting', waiting: 2, problem: 'No answer.' }, now)).toBe(
      'Saved on this device. 2 changes wait to be sent. No answer.'
    );
    expect(syncWords({ ...status, phase: 'signed-out', waiting: 2 }, now)).toContain('Sign in again');
  });

  it('of an error are one sentence, whatever it was', () => {
    const named = (name: string): string => toSessionError(Object.assign(new Error('raw'), { name })).message;
    expect(named('NotAuthorizedException')).toBe('The email address or the password is wrong.');
    expect(named('InvalidPasswordException')).toContain('At least 8 characters');
    expect(named('NetworkError')).toContain('when you are online');
    expect(named('Odd')).toBe('The account service refused that: raw');
    const own = new YamrError('expired', 'Own words.');
    expect(toSessionError(own)).toBe(own);
  });
});
