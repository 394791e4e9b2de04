/** Owns what the page knows of itself as an app: kept on this device by the service worker, and whether a newer one waits. */
import { TAKE_OVER } from '#core/precache';
import { HEAL } from '$lib/offline/heal';

/** A page that stays open asks again when it is looked at, but not more often. */
const ASK_AGAIN_MS = 60 * 60 * 1000;

export class AppVersionState {
  /** Whether this device keeps the app. */
  kept = $state(false);
  /** Whether a newer app is here and waits to take over. */
  newer = $state(false);
  #registration: ServiceWorkerRegistration | undefined;
  #askedMs = 0;

  /** Keeps the app on this device; resolves whether that is done now for the first time. */
  async keep(serviceWorkerUrl: string): Promise<boolean> {
    if (!('serviceWorker' in navigator)) return false;
    try {
      const isFirst = (await navigator.serviceWorker.getRegistration())?.active == null;
      const registration = await navigator.serviceWorker.register(serviceWorkerUrl);
      this.#registration = registration;
      this.#askedMs = performance.now();
      this.#watch(registration);
      const { active } = await navigator.serviceWorker.ready;
      // Its cache may have been evicted, or deleted with everything else while another tab kept the worker.
      active?.postMessage(HEAL);
      this.kept = true;
      return isFirst;
    } catch {
      // Private modes, full storage, no network in the middle: the next visit tries again.
      return false;
    }
  }

  /** Asks for a newer app where the last time is long ago. Resolves whether it asked. */
  askAgain(): boolean {
    if (!this.#registration || performance.now() - this.#askedMs < ASK_AGAIN_MS) return false;
    this.#askedMs = performance.now();
    this.#registration.update().catch(() => undefined);
    return true;
  }

  /** The newer app takes over, and the page with it. */
  reload(): void {
    this.newer = false;
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    this.#registration?.waiting?.postMessage(TAKE_OVER);
  }

  #watch(registration: ServiceWorkerRegistration): void {
    const look = (): void => {
      this.newer = registration.waiting !== null && registration.active !== null;
    };
    look();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
  }
}
