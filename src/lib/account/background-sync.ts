/**
 * Owns Background Sync, where a browser has it: the service worker is woken when the network is back, and wakes the open
 * tabs, which hold the session. With no tab open, what waits is sent by the next visit.
 */
/** Of the registration, and of the message to the tabs. */
export const SYNC_TAG = 'yamr:sync';

interface WithSync {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** In a page: asks to be woken. */
export async function askToResumeInBackground(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    await (registration as (ServiceWorkerRegistration & WithSync) | undefined)?.sync?.register(SYNC_TAG);
  } catch {
    // Not allowed here: the tab itself notices when the network is back.
  }
}

/** In the service worker: wakes the open tabs. */
export async function wakeTabs(clients: Clients): Promise<void> {
  for (const client of await clients.matchAll({ type: 'window', includeUncontrolled: true })) {
    client.postMessage(SYNC_TAG);
  }
}
