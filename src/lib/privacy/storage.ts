/**
 * Owns what this browser keeps for YAMR: all of it listed with its size, and all of it deleted. It asks the
 * browser, not YAMR's own modules, so that nothing can be forgotten; other tabs are told what is gone.
 */
import { YamrError } from '#core/errors';
import { tellDeleted } from '$lib/ratings/library-store';

export type StorageKind =
  'IndexedDB' | 'Cache Storage' | 'localStorage' | 'sessionStorage' | 'Service worker' | 'Cookies';

/** One thing that is kept. */
export interface StoredThing {
  readonly kind: StorageKind;
  readonly name: string;
  /** Records, files, or 1. */
  readonly entries: number;
  /** What it holds, as text or as files; the browser's own bookkeeping is not counted. */
  readonly sizeBytes: number;
}

const sizeOfText = (text: string): number => new TextEncoder().encode(text).length;

function promised<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

async function listDatabase(name: string): Promise<StoredThing[]> {
  const database = await promised(indexedDB.open(name));
  try {
    const stores = [...database.objectStoreNames];
    if (stores.length === 0) return [];
    const transaction = database.transaction(stores, 'readonly');
    return await Promise.all(
      stores.map(async (store): Promise<StoredThing> => {
        const records: unknown[] = await promised(transaction.objectStore(store).getAll());
        const sizeBytes = records.reduce<number>(
          (sum, record) => sum + sizeOfText(JSON.stringify(record)),
          0
        );
        return { kind: 'IndexedDB', name: `${name} / ${store}`, entries: records.length, sizeBytes };
      })
    );
  } finally {
    database.close();
  }
}

async function listCache(name: string): Promise<StoredThing> {
  const cache = await caches.open(name);
  const responses = await cache.matchAll();
  const sizes = await Promise.all(responses.map(async (response) => (await response.blob()).size));
  return {
    kind: 'Cache Storage',
    name,
    entries: sizes.length,
    sizeBytes: sizes.reduce((sum, size) => sum + size, 0)
  };
}

function listWebStorage(kind: 'localStorage' | 'sessionStorage'): StoredThing[] {
  const storage = window[kind];
  return Object.keys(storage).map((name) => ({
    kind,
    name,
    entries: 1,
    sizeBytes: sizeOfText(name + (storage.getItem(name) ?? ''))
  }));
}

/** What cannot be asked (private modes) is empty: a browser that refuses to tell keeps nothing either. */
async function orNothing<T>(work: () => Promise<readonly T[]> | readonly T[]): Promise<readonly T[]> {
  try {
    return await work();
  } catch {
    return [];
  }
}

async function databaseNames(): Promise<string[]> {
  return (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
}

/** Everything that this browser keeps for this site. */
export async function listStorage(): Promise<readonly StoredThing[]> {
  const parts = await Promise.all([
    orNothing(async () => (await Promise.all((await databaseNames()).map(listDatabase))).flat()),
    orNothing(async () => Promise.all((await caches.keys()).map(listCache))),
    orNothing(() => listWebStorage('localStorage')),
    orNothing(() => listWebStorage('sessionStorage')),
    orNothing(async () =>
      (await navigator.serviceWorker.getRegistrations()).map(({ scope }): StoredThing => ({
        kind: 'Service worker',
        name: scope,
        entries: 1,
        sizeBytes: 0
      }))
    ),
    orNothing(() =>
      document.cookie
        .split('; ')
        .filter(Boolean)
        .map((cookie): StoredThing => ({
          kind: 'Cookies',
          name: cookie.split('=')[0] ?? '',
          entries: 1,
          sizeBytes: sizeOfText(cookie)
        }))
    )
  ]);
  return parts.flat();
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () =>
      reject(
        new YamrError('storage-failed', 'This browser did not let YAMR delete your ratings.', {
          cause: request.error
        })
      );
    // Every page of YAMR lets go of the database when asked; another tab may need a moment.
    request.onblocked = () =>
      setTimeout(
        () =>
          reject(
            new YamrError(
              'storage-blocked',
              'YAMR is open in another tab: close that tab, then delete again. Your ratings are still here.'
            )
          ),
        3000
      );
  });
}

/**
 * Deletes all of it. Throws `storage-blocked` or `storage-failed` where the browser does not do it; the
 * ratings go first, so that what is said to be still there is.
 */
export async function deleteStorage(): Promise<void> {
  for (const name of await orNothing(databaseNames)) {
    await deleteDatabase(name);
    tellDeleted(name);
  }
  await orNothing(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
  await orNothing(() => (localStorage.clear(), []));
  await orNothing(() => (sessionStorage.clear(), []));
  await orNothing(async () =>
    Promise.all((await navigator.serviceWorker.getRegistrations()).map((worker) => worker.unregister()))
  );
  for (const cookie of document.cookie.split('; ').filter(Boolean))
    document.cookie = `${cookie.split('=')[0] ?? ''}=; max-age=0; path=/`;
}
