/**
 * Owns when the sync runs: soon after a change, when the network or the window comes back, again after a failure
 * with growing pauses, never while offline, and in one tab at a time. All that it needs of a browser is injected.
 */
import { toPlainError } from '#core/errors';
import { SyncFailure } from './sync.ts';
import type { SyncCounts } from './sync-store.ts';

/** After the last change, so that a row of stars is one batch. */
const DEBOUNCE_MS = 800;
const BACKOFF_FIRST_MS = 1000;
const BACKOFF_MAX_MS = 5 * 60 * 1000;
/** Even where nothing happens here: other devices rate too. Whoever looks at the page sees it within a minute. */
const VISIBLE_IDLE_MS = 45 * 1000;
const HIDDEN_IDLE_MS = 5 * 60 * 1000;

export interface SyncStatus extends SyncCounts {
  /**
   * `waiting`: for its time to try again. `signed-out`: nothing is sent until somebody signs in. `closed`: the account was
   * deleted, and nothing is ever sent again.
   */
  readonly phase: 'idle' | 'syncing' | 'offline' | 'waiting' | 'signed-out' | 'closed';
  /** What went wrong last, in words. */
  readonly problem: string | undefined;
}

export interface SyncLoopOptions {
  /** One round (sync.ts). */
  readonly round: () => Promise<void>;
  readonly counts: () => Promise<SyncCounts>;
  readonly isOnline: () => boolean;
  /** Whether somebody can see the page. */
  readonly isVisible?: () => boolean;
  /** Runs the work in one tab at a time: Web Locks where there are some. */
  readonly exclusively: (work: () => Promise<void>) => Promise<void>;
  readonly onStatus: (status: SyncStatus) => void;
  /** 0 to 1, for the jitter. */
  readonly random?: () => number;
}

export interface SyncLoop {
  /** There is something to send: a round follows soon. */
  changed(): void;
  /** The network, the window or a session is back: a round follows at once. */
  resume(): void;
  stop(): void;
}

/** The pause after the n-th failure in a row (n from 1): full jitter, so that many devices do not return together. */
export function backoffMs(failures: number, random: number, retryAfterMs = 0): number {
  const ceilingMs = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (failures - 1));
  return retryAfterMs + Math.round(ceilingMs * (0.5 + random / 2));
}

export function startSyncLoop(options: SyncLoopOptions): SyncLoop {
  const { round, counts, isOnline, exclusively, onStatus, random = Math.random } = options;
  const { isVisible = () => true } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueMs = Infinity;
  let isRunning = false;
  let isWantedAgain = false;
  let isStopped = false;
  let failures = 0;
  let phase: SyncStatus['phase'] = 'idle';
  let problem: string | undefined;

  const hasStopped = (): boolean => isStopped;

  async function tell(): Promise<void> {
    // What it would count may be deleted already.
    if (hasStopped()) return;
    const known = await counts().catch(() => undefined);
    if (known && !hasStopped()) onStatus({ phase, problem, ...known });
  }

  /** The earlier of two times counts. */
  function schedule(delayMs: number): void {
    const atMs = performance.now() + delayMs;
    if (isStopped || (timer !== undefined && atMs >= dueMs)) return;
    clearTimeout(timer);
    dueMs = atMs;
    timer = setTimeout(() => {
      timer = undefined;
      void run();
    }, delayMs);
  }

  function failed(thrown: unknown): void {
    const { remedy, details } =
      thrown instanceof SyncFailure ? thrown : { remedy: 'retry', details: { retryAfterMs: 0 } };
    problem = toPlainError(thrown).message;
    if (remedy === 'sign-in') {
      phase = 'signed-out';
      return;
    }
    if (remedy === 'leave') {
      phase = 'closed';
      return;
    }
    failures++;
    phase = isOnline() ? 'waiting' : 'offline';
    schedule(backoffMs(failures, random(), details.retryAfterMs));
  }

  async function run(): Promise<void> {
    if (isStopped || phase === 'closed') return;
    if (isRunning) {
      isWantedAgain = true;
      return;
    }
    if (!isOnline()) {
      phase = 'offline';
      return tell();
    }
    isRunning = true;
    phase = 'syncing';
    await tell();
    try {
      await exclusively(round);
      [phase, problem, failures] = ['idle', undefined, 0];
      schedule(isVisible() ? VISIBLE_IDLE_MS : HIDDEN_IDLE_MS);
    } catch (thrown) {
      failed(thrown);
    }
    isRunning = false;
    if (isWantedAgain && phase === 'idle') schedule(DEBOUNCE_MS);
    isWantedAgain = false;
    await tell();
  }

  void run();
  return {
    changed() {
      void tell();
      if (isRunning) isWantedAgain = true;
      // What waits for its time, a network or a session is sent then.
      else if (phase === 'idle') schedule(DEBOUNCE_MS);
    },
    resume() {
      failures = 0;
      schedule(0);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    }
  };
}
