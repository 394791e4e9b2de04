/**
 * Owns the sync's side of an account's database: the outbox, what came from other devices, and how far the account
 * was read. Every method is one transaction, so that a crash leaves the state before it or after it. What a visitor
 * does is written by library-store.ts.
 */
import { PROBLEMS, type BatchAnswer, type ChangesPage, type ProblemCode } from '#core/api';
import type { MovieId } from '#core/ids';
import { compareVersions, laterOf, type SyncEvent } from '#core/sync-event';
import type { LibraryEntry } from '../library/library.ts';
import type { ChangeRecord, DatabaseConnection, MarkRecord, SyncPosition, YamrDatabase } from './db.ts';
import { toRecord } from './library-store.ts';
import { eventOf, outboxEntry, restamp } from './outbox.ts';

/** A change that the server will never take. */
export interface RefusedChange {
  readonly movieId: MovieId;
  readonly stars: number | null;
  readonly detail: string;
}
export interface SyncCounts {
  readonly waiting: number;
  readonly refused: readonly RefusedChange[];
  readonly syncedAtMs: number | undefined;
}

export interface SyncStore {
  position(): Promise<SyncPosition>;
  /** At most `limit` changes of the outbox. */
  waiting(limit: number): Promise<readonly SyncEvent[]>;
  /**
   * Takes over what became of events that were sent, the state that has won included; one that was replaced meanwhile
   * keeps waiting. Resolves with whether the library changed.
   */
  settle(sent: readonly SyncEvent[], answer: BatchAnswer): Promise<boolean>;
  /** Sets an event aside that was refused alone. */
  setAside(event: SyncEvent, code: ProblemCode, detail: string): Promise<void>;
  /** Sends what was set aside once more. */
  retryRefused(): Promise<void>;
  /** Takes over a page of the account with its cursor; resolves with whether the library changed. */
  merge(page: ChangesPage): Promise<boolean>;
  /** Reads the account from the start next time. */
  forgetCursor(): Promise<void>;
  noteSynced(atMs: number): Promise<void>;
  /**
   * Copies a guest's library into the account, and resolves with what is the account's now. Where the account has stars of
   * its own they stay, and so do the guest's with the guest: neither was given with knowledge of the other, and clocks know
   * nothing of it. Twice is the same as once.
   */
  adopt(entries: readonly LibraryEntry[]): Promise<readonly LibraryEntry[]>;
  /** The guest's library is gone there. */
  noteAdopted(): Promise<void>;
  counts(): Promise<SyncCounts>;
}

const STORES = ['ratings', 'marks', 'changes', 'sync'] as const;
/** Lists that a rated movie is not on. */
const LEFT_LISTS = ['seen', 'hidden', 'watchlist'] as const;
const entryKey = ({ list, movieId, updatedAtMs }: LibraryEntry): string =>
  `${list} ${movieId} ${updatedAtMs}`;

function openStores(database: YamrDatabase) {
  const transaction = database.transaction(STORES, 'readwrite');
  const ratings = transaction.objectStore('ratings');
  const marks = transaction.objectStore('marks');
  const changes = transaction.objectStore('changes');
  const sync = transaction.objectStore('sync');
  return {
    ratings,
    marks,
    changes,
    done: transaction.done,
    position: async (): Promise<SyncPosition> => (await sync.get('position')) ?? {},
    move: (position: SyncPosition) => sync.put(position, 'position'),
    /** Keeps a state, and shows it in the library. */
    async show(record: ChangeRecord): Promise<void> {
      const { movieId, stars, updatedAtMs, ratedAtMs } = record;
      await changes.put(record);
      if (stars === null) return ratings.delete(movieId);
      const addedAtMs = ratedAtMs ?? updatedAtMs;
      await ratings.put(toRecord({ list: 'rated', movieId, stars, updatedAtMs, addedAtMs }));
      await Promise.all(LEFT_LISTS.map((list) => marks.delete([list, movieId])));
    }
  };
}
type Stores = ReturnType<typeof openStores>;

/**
 * The account is in another epoch than this device knew. What is of an earlier one was deleted for good. What was
 * made before the device had ever asked, or is of an epoch that the account does not have, is sent anew.
 */
async function enterEpoch(stores: Stores, known: number | undefined, epoch: number): Promise<boolean> {
  let isChanged = false;
  for (const record of await stores.changes.getAll()) {
    if (record.epoch === epoch) continue;
    if (known === undefined || record.epoch > epoch) await stores.changes.put(restamp(record, { epoch }));
    else {
      await Promise.all([stores.changes.delete(record.movieId), stores.ratings.delete(record.movieId)]);
      isChanged = true;
    }
  }
  return isChanged;
}

export function createSyncStore(connection: DatabaseConnection): SyncStore {
  const write = <T>(work: (stores: Stores) => Promise<T>): Promise<T> =>
    connection.use(async (database) => {
      const stores = openStores(database);
      const [result] = await Promise.all([work(stores), stores.done]);
      return result;
    });

  return {
    position: () => connection.use(async (database) => (await database.get('sync', 'position')) ?? {}),
    waiting: (limit) =>
      connection.use(async (database) =>
        (await database.getAllFromIndex('changes', 'status', 'waiting', limit)).map(eventOf)
      ),
    settle: (sent, { serverTimeMs, results }) =>
      write(async (stores) => {
        const { changes } = stores;
        let isChanged = false;
        for (const [k, event] of sent.entries()) {
          const result = results[k];
          const record = await changes.get(event.movieId);
          if (!result || record?.eventId !== event.eventId) continue;
          if (result.outcome === 'superseded') {
            const { state } = result;
            if (state?.epoch === event.epoch && state.eventId !== event.eventId) {
              // Perhaps one that this device has skipped, because its own clock was ahead: the feed gives it no second time.
              await stores.show({ ...state, status: 'synced' });
              isChanged = true;
            } else await changes.put({ ...event, status: 'synced' });
          } else if (result.outcome === 'applied') await changes.put({ ...event, status: 'synced' });
          else {
            const { remedy } = PROBLEMS[result.code];
            const { code, detail } = result;
            if (remedy === 'restamp') await changes.put(restamp(record, { serverTimeMs }));
            if (remedy === 'set-aside') await changes.put({ ...event, status: 'refused', code, detail });
          }
        }
        return isChanged;
      }),
    setAside: (event, code, detail) =>
      write(async ({ changes }) => {
        const record = await changes.get(event.movieId);
        if (record?.eventId !== event.eventId) return;
        await changes.put({ ...event, status: 'refused', code, detail });
      }),
    retryRefused: () =>
      write(async ({ changes }) => {
        const refused = await changes.index('status').getAll('refused');
        await Promise.all(refused.map((record) => changes.put(restamp(record, {}))));
      }),
    merge: ({ epoch, changes: incoming, cursor }) =>
      write(async (stores) => {
        const position = await stores.position();
        let isChanged = position.epoch === epoch ? false : await enterEpoch(stores, position.epoch, epoch);
        for (const event of incoming) {
          const current = await stores.changes.get(event.movieId);
          if (current && laterOf<SyncEvent>(current, event) === current) {
            // What the account has need not be sent any more.
            const isStored = current.status === 'waiting' && compareVersions(current, event) === 0;
            if (isStored) await stores.changes.put({ ...event, status: 'synced' });
            continue;
          }
          await stores.show({ ...event, status: 'synced' });
          isChanged = true;
        }
        await stores.move({ ...position, epoch, cursor });
        return isChanged;
      }),
    forgetCursor: () =>
      write(async (stores) => {
        const { cursor: _forgotten, ...rest } = await stores.position();
        await stores.move(rest);
      }),
    noteSynced: (atMs) =>
      write(async (stores) => {
        await stores.move({ ...(await stores.position()), syncedAtMs: atMs });
      }),
    adopt: (entries) =>
      write(async (stores) => {
        const position = await stores.position();
        const before = new Set(position.adopted);
        /** Whether the account has it now. */
        const adoptOne = async (entry: LibraryEntry): Promise<boolean> => {
          if (before.has(entryKey(entry))) return true;
          const known = await stores.changes.get(entry.movieId);
          const ownStars = known?.stars ?? null;
          if (entry.list !== 'rated') {
            if (ownStars === null) await stores.marks.put(entry satisfies MarkRecord);
            return ownStars === null;
          }
          if (ownStars !== null) return ownStars === entry.stars;
          const { list, movieId, updatedAtMs } = entry;
          await stores.show(outboxEntry(known, { list, movieId, updatedAtMs, entry }, position.epoch));
          return true;
        };
        const adopted: LibraryEntry[] = [];
        // Stars last: a movie that they are given to leaves the other lists.
        const inOrder = entries.toSorted((a, b) => Number(a.list === 'rated') - Number(b.list === 'rated'));
        for (const entry of inOrder) if (await adoptOne(entry)) adopted.push(entry);
        await stores.move({ ...position, isAdopting: true, adopted: adopted.map(entryKey) });
        return adopted;
      }),
    noteAdopted: () =>
      write(async (stores) => {
        const { adopted: _done, ...position } = await stores.position();
        await stores.move({ ...position, isAdopting: false });
      }),
    counts: () =>
      connection.use(async (database) => {
        const transaction = database.transaction(['changes', 'sync']);
        const byStatus = transaction.objectStore('changes').index('status');
        const [waiting, refused, position] = await Promise.all([
          byStatus.count('waiting'),
          byStatus.getAll('refused'),
          transaction.objectStore('sync').get('position')
        ]);
        return {
          waiting,
          refused: refused.map((record) => ({
            movieId: record.movieId,
            stars: record.stars,
            detail: record.status === 'refused' ? record.detail : ''
          })),
          syncedAtMs: position?.syncedAtMs
        };
      })
  };
}
