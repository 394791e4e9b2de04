/** Owns which database a library lies in: the guest's, or that of one account, which no other account ever opens. */
import { accountDatabase, connectDatabase, GUEST_DATABASE, type DatabaseConnection } from './db.ts';
import { createLibraryStore, openLibraryChannel, type LibraryStore } from './library-store.ts';

export interface OpenLibrary {
  readonly connection: DatabaseConnection;
  readonly store: LibraryStore;
  /** Tells other tabs that the sync has changed it. */
  tellOthers(): void;
  close(): void;
}

/** Opens the library of an account, or the guest's; `onApplied` is called when a change of the visitor is stored. */
export function openLibrary(userId?: string, onApplied: () => void = () => undefined): OpenLibrary {
  const name = userId === undefined ? GUEST_DATABASE : accountDatabase(userId);
  const connection = connectDatabase(name);
  const channel = openLibraryChannel(name);
  const isSynced = userId !== undefined;
  return {
    connection,
    store: createLibraryStore(connection, channel, { isSynced, onApplied }),
    tellOthers: () => channel?.postMessage('changed'),
    close() {
      connection.close();
      channel?.close();
    }
  };
}
