/**
 * Owns the IndexedDB databases of YAMR, `yamr` for guests and one for each account: their schema, its versions and its connection. The one module that
 * imports idb. Another tab with a newer YAMR may close the connection; the next use opens it again.
 */
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { ProblemCode } from '#core/api';
import { YamrError } from '#core/errors';
import type { Rating } from '#core/rating';
import type { SyncEvent } from '#core/sync-event';
import type { LibraryEntry } from '../library/library.ts';

/**
 * Raised with every change of the schema; `upgrade` then says how to come from each older version.
 * 1: ratings. 2: ratings may say when they were made (`ratedAtMs`), and marks came. 3: what the sync needs
 * (`changes`, `sync`), empty for guests.
 */
export const DATABASE_VERSION = 3;
/** Where guests' data lies. */
export const GUEST_DATABASE = 'yamr';
/** Where an account's data lies on this device: never where another's does. */
export const accountDatabase = (userId: string): string => `yamr-account-${userId}`;

/** `ratedAtMs` only where it is not `updatedAtMs`: an import keeps the date of its source. */
export type RatingRecord = Rating & { readonly ratedAtMs?: number };
export type MarkRecord = Exclude<LibraryEntry, { list: 'rated' }>;

/**
 * The last change of a movie that this device knows, its own or another's. `waiting` ones are the outbox; `refused`
 * ones were set aside. `afterMs` is the timestamp of the synced state that a waiting change replaces.
 */
export type ChangeRecord = SyncEvent &
  (
    | { readonly status: 'synced' }
    | { readonly status: 'waiting'; readonly afterMs?: number }
    | { readonly status: 'refused'; readonly code: ProblemCode; readonly detail: string }
  );
export type ChangeStatus = ChangeRecord['status'];

/** How far this device has read the account. */
export interface SyncPosition {
  /** The account's epoch; unknown before the first reading. */
  readonly epoch?: number;
  readonly cursor?: string;
  /** When everything was last read and sent, Unix ms. */
  readonly syncedAtMs?: number;
  /** The guest's library was copied here, but perhaps not removed there. */
  readonly isAdopting?: boolean;
  /** What was copied meanwhile: whatever becomes of it in the account, it is not copied again. */
  readonly adopted?: readonly string[];
}

export interface YamrSchema extends DBSchema {
  /** One record a rated movie. */
  ratings: { key: number; value: RatingRecord };
  /** One record a movie on one of the other lists. */
  marks: { key: [string, number]; value: MarkRecord };
  /** One record a movie that was ever rated in the account, those taken back included. */
  changes: { key: number; value: ChangeRecord; indexes: { status: ChangeStatus } };
  /** One record, `position`. */
  sync: { key: 'position'; value: SyncPosition };
}
export type YamrDatabase = IDBPDatabase<YamrSchema>;

/** What a failure of storage means to the visitor; every rating still counts in memory. */
export function toStorageError(cause: unknown): YamrError {
  if (cause instanceof YamrError) return cause;
  if (cause instanceof Error && cause.name === 'QuotaExceededError') {
    return new YamrError(
      'storage-full',
      'The storage of this browser is full: new ratings count until you close this page, but are not kept. Free some space, then rate again.',
      { cause }
    );
  }
  if (cause instanceof Error && cause.name === 'VersionError') {
    return new YamrError(
      'storage-blocked',
      'A newer YAMR has run in another tab: reload this page, and what you rate is stored again.',
      { cause }
    );
  }
  return new YamrError(
    'storage-failed',
    'This browser does not let YAMR store ratings: they count until you close this page.',
    { cause }
  );
}

/** Whether the connection was closed before or under the work. */
const wasClosed = (cause: unknown): boolean =>
  cause instanceof Error && (cause.name === 'InvalidStateError' || cause.name === 'AbortError');

export interface DatabaseConnection {
  /** Runs work on an open database. Throws `storage-full`, `storage-failed` or `storage-blocked`. */
  use<T>(work: (database: YamrDatabase) => Promise<T>): Promise<T>;
  close(): void;
}

/** A connection that opens when it is first used, and again after it was lost. */
export function connectDatabase(name = GUEST_DATABASE): DatabaseConnection {
  let opening: Promise<YamrDatabase> | undefined;
  const close = (): void => {
    void opening?.then(
      (database) => database.close(),
      () => undefined
    );
    opening = undefined;
  };
  const open = (): Promise<YamrDatabase> =>
    new Promise((resolve, reject) => {
      openDB<YamrSchema>(name, DATABASE_VERSION, {
        upgrade(database, oldVersion) {
          if (oldVersion < 1) database.createObjectStore('ratings', { keyPath: 'movieId' });
          if (oldVersion < 2) database.createObjectStore('marks', { keyPath: ['list', 'movieId'] });
          if (oldVersion < 3) {
            database.createObjectStore('changes', { keyPath: 'movieId' }).createIndex('status', 'status');
            database.createObjectStore('sync');
          }
        },
        blocked: () =>
          reject(
            new YamrError(
              'storage-blocked',
              'YAMR is open in another tab in an older version: close that tab.'
            )
          ),
        // Another tab waits to upgrade the schema: holding on would block it.
        blocking: close,
        terminated: () => (opening = undefined)
      }).then(resolve, reject);
    });
  return {
    close,
    async use(work) {
      const attempt = async (): ReturnType<typeof work> => work(await (opening ??= open()));
      try {
        try {
          return await attempt();
        } catch (cause) {
          if (!wasClosed(cause)) throw cause;
          // Closed under this work, by the browser or for another tab: nothing of it was kept.
          close();
          return await attempt();
        }
      } catch (cause) {
        // A connection that failed is not remembered: storage may have been allowed or freed since.
        close();
        throw toStorageError(cause);
      }
    }
  };
}

/** Removes what this device keeps of an account. Throws `storage-failed`. */
export async function removeDatabase(name: string): Promise<void> {
  try {
    // Other tabs let go of it when asked (`blocking`).
    await deleteDB(name);
  } catch (cause) {
    throw toStorageError(cause);
  }
}
