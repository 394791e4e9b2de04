/**
 * Owns whose library the page shows, and how its sync stands. A guest costs nothing here: what talks to a server is
 * loaded when this device is signed in. Signing in and out is actions.ts.
 */
import { openLibrary, type OpenLibrary } from '$lib/ratings/open-library';
import type { SyncStatus } from '$lib/ratings/sync-loop';
import type { LibraryState } from '$lib/state/library.svelte';
import { followIdentity, readIdentity, writeIdentity, type Identity } from './identity.ts';
import type { Syncing } from './syncing.ts';

export interface AccountEvents {
  /** Another library has taken the place of the one before. */
  readonly onExchange: () => void;
  /** The library has changes that were made elsewhere. */
  readonly onMerged: () => void;
}

export class AccountState {
  readonly #library: LibraryState;
  readonly #events: AccountEvents;
  #open: OpenLibrary;
  #turn: Promise<void> = Promise.resolve();
  #syncing: Promise<Syncing | undefined> = Promise.resolve(undefined);
  /** Who is signed in; undefined for a guest. */
  identity = $state.raw<Identity>();
  /** Of an account; undefined until it is known. */
  status = $state.raw<SyncStatus>();

  /** `guest` is the library that `library` was made with. */
  constructor(library: LibraryState, guest: OpenLibrary, events: AccountEvents) {
    this.#library = library;
    this.#open = guest;
    this.#events = events;
  }

  /** Opens the library of whoever is signed in, and follows other tabs from then on. */
  async start(): Promise<void> {
    followIdentity(() => void this.#show(readIdentity()));
    const identity = readIdentity();
    if (identity) await this.#show(identity);
    else await this.#library.load();
  }

  /** Somebody has signed in, or out: all tabs show their library from now on. */
  async become(identity: Identity | undefined): Promise<void> {
    writeIdentity(identity);
    await this.#show(identity);
  }

  /** What syncs the account; undefined for a guest. */
  syncing(): Promise<Syncing | undefined> {
    return this.#syncing;
  }

  /** The sync, or an adoption, has changed what is stored. */
  async reload(): Promise<void> {
    await this.#library.reload();
    this.#events.onMerged();
  }

  /** Lets go of everything: no request and no reading follows. */
  async stop(): Promise<void> {
    await this.#stopSyncing();
    this.#open.close();
  }

  /** One change after the other: another tab may change it at the same time. */
  #show(identity: Identity | undefined): Promise<void> {
    this.#turn = this.#turn.then(() => this.#take(identity));
    return this.#turn;
  }

  async #take(identity: Identity | undefined): Promise<void> {
    if (identity?.userId === this.identity?.userId) {
      this.identity = identity;
      // The same person again: signed in anew.
      (await this.#syncing)?.resume();
      return;
    }
    await this.#stopSyncing();
    const before = this.#open;
    this.#open = openLibrary(identity?.userId, () => void this.#changed());
    await this.#library.exchange(this.#open.store);
    before.close();
    this.identity = identity;
    if (identity) this.#startSyncing(identity, this.#open);
    this.#events.onExchange();
  }

  #startSyncing({ userId }: Identity, open: OpenLibrary): void {
    this.#syncing = import('./syncing.ts').then(
      ({ startSyncing }) =>
        startSyncing({
          userId,
          open,
          onStatus: (status) => (this.status = status),
          onMerged: () => void this.reload()
        }),
      // Offline before it was ever kept: the next visit sends what waits.
      () => undefined
    );
  }

  async #stopSyncing(): Promise<void> {
    const syncing = await this.#syncing;
    this.#syncing = Promise.resolve(undefined);
    await syncing?.stop();
    this.status = undefined;
  }

  async #changed(): Promise<void> {
    (await this.#syncing)?.changed();
  }
}
