/**
 * Owns the sync of one account in this tab: the loop of ratings/sync-loop.ts, with what a browser has for it. It is loaded
 * when this device is signed in; aws-amplify only when the first request is due.
 */
import type { OpenLibrary } from '$lib/ratings/open-library';
import { SyncFailure, syncOnce, type SyncTransport } from '$lib/ratings/sync';
import { startSyncLoop, type SyncStatus } from '$lib/ratings/sync-loop';
import { createSyncStore, type SyncStore } from '$lib/ratings/sync-store';
import { adoptGuest } from './adoption.ts';
import { askToResumeInBackground, SYNC_TAG } from './background-sync.ts';
import { loadSession } from './session.ts';
import { createTransport, type AccountTransport } from './transport.ts';

export interface SyncingOptions {
  readonly userId: string;
  readonly open: OpenLibrary;
  readonly onStatus: (status: SyncStatus) => void;
  /** The library has changes of other devices. */
  readonly onMerged: () => void;
}

export interface Syncing {
  readonly store: SyncStore;
  /** There is something to send. */
  changed(): void;
  /** Somebody is back: a round follows at once. */
  resume(): void;
  /** What was set aside is sent once more. */
  retryRefused(): Promise<void>;
  /** Ends a round that is under way, and resolves when nothing of it is written any more. */
  stop(): Promise<void>;
}

/** Only the session of this very account is used: another tab may have changed it. */
export const transportOf = (userId: string): AccountTransport =>
  createTransport({
    send: async (request, token) => (await loadSession()).send(request, token),
    tokenOf: async (isForced) => (await loadSession()).tokenOf(userId, isForced)
  });

/** One tab at a time, where the browser can say so; two at once would only do the same twice. */
export async function exclusively(userId: string, work: () => Promise<void>): Promise<void> {
  // Absent on plain http other than localhost, and refused where cookies are blocked.
  if (!('locks' in navigator)) return work();
  const held = new Set<string>();
  try {
    await navigator.locks.request(`yamr:sync:${userId}`, async () => {
      held.add(userId);
      await work();
    });
  } catch (thrown) {
    if (held.has(userId)) throw thrown;
    await work();
  }
}

/** The same requests, but none is waited for once the signal is given. */
function endedBy(signal: AbortSignal, transport: SyncTransport): SyncTransport {
  const orEnd = <T>(work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const end = (): void => reject(new SyncFailure('retry', 'The sync has been stopped.'));
      if (signal.aborted) {
        end();
        return;
      }
      signal.addEventListener('abort', end, { once: true });
      work()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', end));
    });
  return {
    push: (events) => orEnd(() => transport.push(events)),
    read: (cursor) => orEnd(() => transport.read(cursor))
  };
}

export function startSyncing({ userId, open, onStatus, onMerged }: SyncingOptions): Syncing {
  const store = createSyncStore(open.connection);
  const listening = new AbortController();
  const { signal } = listening;
  const transport = endedBy(signal, transportOf(userId));
  let waiting = 0;
  let isOffline = false;
  let running: Promise<void> = Promise.resolve();
  const loop = startSyncLoop({
    round: () => {
      // It has waited for another tab, and somebody has signed out meanwhile: the database may be gone.
      if (signal.aborted) return Promise.resolve();
      running = syncOnce(store, transport, () => {
        open.tellOthers();
        onMerged();
      });
      return running;
    },
    counts: () => store.counts(),
    isOnline: () => navigator.onLine,
    isVisible: () => !document.hidden,
    exclusively: (work) => exclusively(userId, work),
    onStatus: (status) => {
      // Once each time: a browser that takes itself for online wakes us at once, and would again and again.
      if (status.phase === 'offline' && !isOffline) void askToResumeInBackground();
      isOffline = status.phase === 'offline';
      waiting = status.waiting;
      onStatus(status);
    }
  });
  // An adoption that was interrupted goes on: the guest's copies must not stay for ever.
  void store
    .position()
    .then(async ({ isAdopting }) => {
      if (!isAdopting || signal.aborted) return;
      await adoptGuest(store);
      onMerged();
      loop.changed();
    })
    .catch(() => undefined);
  const resume = (): void => loop.resume();
  window.addEventListener('online', resume, { signal });
  // Not an event of the loop: it finds out, and says so.
  window.addEventListener('offline', resume, { signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && resume(), { signal });
  // Whoever leaves may not come back for long: what waits goes now.
  window.addEventListener('pagehide', () => waiting > 0 && resume(), { signal });
  document.addEventListener('visibilitychange', () => (!document.hidden || waiting > 0) && resume(), {
    signal
  });
  // The service worker has heard that the network is back.
  if ('serviceWorker' in navigator) {
    const heard = ({ data }: MessageEvent): void => {
      if (data === SYNC_TAG && isOffline) resume();
    };
    navigator.serviceWorker.addEventListener('message', heard, { signal });
  }
  return {
    store,
    changed: () => loop.changed(),
    resume,
    async retryRefused() {
      await store.retryRefused();
      loop.resume();
    },
    async stop() {
      listening.abort();
      loop.stop();
      await running.catch(() => undefined);
    }
  };
}
