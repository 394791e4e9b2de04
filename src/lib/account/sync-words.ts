/** Owns how the state of the sync is told. Pure. */
import { countWords } from '$lib/words/words';
import type { SyncStatus } from '$lib/ratings/sync-loop';

const clock = (atMs: number): string =>
  new Date(atMs).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false });

const waitingWords = (count: number): string =>
  count === 0 ? '' : ` ${countWords(count, 'change')} ${count === 1 ? 'waits' : 'wait'} to be sent.`;

/** One or two sentences: what is kept where, and what waits for what. */
export function syncWords(status: SyncStatus | undefined, nowMs: number): string {
  if (!status) return 'Saved on this device.';
  const { phase, problem = '', waiting, syncedAtMs } = status;
  const rest = waitingWords(waiting);
  if (phase === 'closed') return 'This account was deleted, so nothing is synced any more.';
  if (phase === 'signed-out') return `Saved on this device.${rest} Sign in again to sync.`;
  if (phase === 'offline') return `You are offline: saved on this device.${rest}`;
  if (phase === 'waiting') return `Saved on this device.${rest} ${problem}`.trim();
  if (waiting > 0) return `Saved on this device.${rest}`;
  if (phase === 'syncing' || syncedAtMs === undefined) return 'Saved on this device. Looking for changes …';
  const day =
    new Date(syncedAtMs).toDateString() === new Date(nowMs).toDateString() ? '' : ' on an earlier day';
  return `Synced at ${clock(syncedAtMs)}${day}.`;
}
