/**
 * Owns the IndexedDB database `yamr`: its schema, its versions and its connection. The one module that
 * imports idb. Another tab with a newer YAMR may close the connection; the next use opens it again.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { YamrError } from '#core/errors';
import type { Rating } from '#core/rating';
import type { LibraryEntry } from '$lib/library/library';

/**
 * Raised with every change of the schema; `upgrade` then says how to come from each older version.
 * 1: ratings. 2: ratings may say when they were made (`ratedAtMs`), and marks came.
 */
export const DATABASE_VERSION = 2;

/** `ratedAtMs` only where it is not `updatedAtMs`: an import keeps the date of its source. */
export type RatingRecord = Rating & { readonly ratedAtMs?: number };
export type MarkRecord = Exclude<LibraryEntry, { list: 'rated' }>;

export interface YamrSchema extends DBSchema {
  /** One record a rated movie. */
  ratings: { key: number; value: RatingRecord };
  /** One record a movie on one of the other lists. */
  marks: { key: [string, number]; value: MarkRecord };
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
export function connectDatabase(name = 'yamr'): DatabaseConnection {
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
