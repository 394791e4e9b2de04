/**
 * Owns the library that this device keeps: ratings and marks, the last writer wins by `updatedAtMs`. All
 * changes of one action are written in ONE transaction. In an account's library that transaction also holds an outbox
 * entry for each changed rating. What comes from other devices is written by sync-store.ts.
 */
import * as v from 'valibot';
import type { LibraryChange, LibraryEntry } from '../library/library.ts';
import { LibraryEntrySchema } from '../library/library.ts';
import { RatingSchema } from '#core/rating';
import { outboxEntry } from './outbox.ts';
import {
  connectDatabase,
  GUEST_DATABASE,
  type DatabaseConnection,
  type MarkRecord,
  type RatingRecord
} from './db.ts';

/** Changes whose requests are made in one go. */
const PORTION = 200;

export interface LibraryStore {
  /** Everything that is kept. Records that are no entries are left out. */
  read(): Promise<readonly LibraryEntry[]>;
  /** Keeps or removes, all or nothing, leaving alone what is stored in a newer version. */
  apply(changes: readonly LibraryChange[]): Promise<void>;
  /** Removes these very entries. What was changed since is another one, and stays, whatever its date. */
  take(entries: readonly LibraryEntry[]): Promise<void>;
  /** Calls back when another tab has changed what is kept, or has deleted it all; returns how to end that. */
  onChangeElsewhere(listener: (isDeleted: boolean) => void): () => void;
}

export function toEntry(record: RatingRecord): LibraryEntry {
  const { movieId, stars, updatedAtMs, ratedAtMs } = record;
  return { list: 'rated', movieId, stars, updatedAtMs, addedAtMs: ratedAtMs ?? updatedAtMs };
}

export function toRecord(entry: Extract<LibraryEntry, { list: 'rated' }>): RatingRecord {
  const { movieId, stars, updatedAtMs, addedAtMs } = entry;
  return { movieId, stars, updatedAtMs, ...(addedAtMs !== updatedAtMs && { ratedAtMs: addedAtMs }) };
}

/** What tabs tell each other through about one database. Node has it too, where it would keep a build from ending. */
export const openLibraryChannel = (database = GUEST_DATABASE): BroadcastChannel | undefined =>
  typeof document === 'undefined' || typeof BroadcastChannel === 'undefined'
    ? undefined
    : new BroadcastChannel(`${database}:library`);

const DELETED = 'deleted';
/** Tells other tabs that a database is gone, and with it all that they show of it. */
export function tellDeleted(database: string): void {
  const channel = openLibraryChannel(database);
  channel?.postMessage(DELETED);
  channel?.close();
}

export interface LibraryStoreOptions {
  /** The library is an account's, and every change of a rating goes into its outbox. */
  readonly isSynced?: boolean;
  /** Called when a change is stored. */
  readonly onApplied?: () => void;
}

export function createLibraryStore(
  connection: DatabaseConnection = connectDatabase(),
  channel: BroadcastChannel | undefined = openLibraryChannel(),
  { isSynced = false, onApplied = () => undefined }: LibraryStoreOptions = {}
): LibraryStore {
  return {
    onChangeElsewhere(listener) {
      const hear = ({ data }: MessageEvent): void => listener(data === DELETED);
      channel?.addEventListener('message', hear);
      return () => channel?.removeEventListener('message', hear);
    },
    read: () =>
      connection.use(async (database) => {
        const transaction = database.transaction(['ratings', 'marks']);
        const [ratings, marks] = await Promise.all([
          transaction.objectStore('ratings').getAll(),
          transaction.objectStore('marks').getAll()
        ]);
        const entries: unknown[] = [
          ...ratings.filter((record) => v.is(RatingSchema, record)).map(toEntry),
          ...marks
        ];
        return entries.filter((entry) => v.is(LibraryEntrySchema, entry));
      }),
    take: (entries) =>
      connection.use(async (database) => {
        const transaction = database.transaction(['ratings', 'marks'], 'readwrite');
        const ratings = transaction.objectStore('ratings');
        const marks = transaction.objectStore('marks');
        const takeOne = async (entry: LibraryEntry): Promise<void> => {
          const { list, movieId, updatedAtMs } = entry;
          if (entry.list === 'rated') {
            const stored = await ratings.get(movieId);
            const isSame = stored?.updatedAtMs === updatedAtMs && stored.stars === entry.stars;
            if (isSame) await ratings.delete(movieId);
          } else if ((await marks.get([list, movieId]))?.updatedAtMs === updatedAtMs) {
            await marks.delete([list, movieId]);
          }
        };
        await Promise.all([...entries.map(takeOne), transaction.done]);
        channel?.postMessage('changed');
      }),
    apply: (changes) =>
      connection.use(async (database) => {
        const transaction = database.transaction(['ratings', 'marks', 'changes', 'sync'], 'readwrite');
        const ratings = transaction.objectStore('ratings');
        const marks = transaction.objectStore('marks');
        const outbox = transaction.objectStore('changes');
        const epoch = isSynced ? (await transaction.objectStore('sync').get('position'))?.epoch : undefined;
        /** A change made here wins over the state that it replaces, whatever clocks say: it is what the visitor sees. */
        const rate = async (change: LibraryChange): Promise<void> => {
          const { movieId, entry } = change;
          const event = outboxEntry(await outbox.get(movieId), change, epoch);
          await outbox.put(event);
          if (entry?.list !== 'rated') await ratings.delete(movieId);
          else await ratings.put(toRecord({ ...entry, updatedAtMs: event.updatedAtMs }));
        };
        const write = async (change: LibraryChange): Promise<void> => {
          const { list, movieId, updatedAtMs, entry } = change;
          if (isSynced && list === 'rated') return rate(change);
          const rated = list === 'rated';
          const stored = rated ? await ratings.get(movieId) : await marks.get([list, movieId]);
          if (stored && stored.updatedAtMs > updatedAtMs) return;
          if (!entry) await (rated ? ratings.delete(movieId) : marks.delete([list, movieId]));
          else if (entry.list === 'rated') await ratings.put(toRecord(entry));
          else await marks.put(entry satisfies MarkRecord);
        };
        const writeAll = async (): Promise<void> => {
          // In portions: the page goes on between them, the transaction stays open.
          for (let first = 0; first < changes.length; first += PORTION) {
            await Promise.all(changes.slice(first, first + PORTION).map(write));
          }
        };
        const written = writeAll().catch((error: unknown) => {
          // A record that cannot be stored fails no request by itself: the others would be kept.
          transaction.abort();
          throw error;
        });
        await Promise.all([written, transaction.done]);
        channel?.postMessage('changed');
        onApplied();
      })
  };
}
