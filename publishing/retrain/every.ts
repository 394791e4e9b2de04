/** Owns doing something again and again: one at a time, the next measured from the last start, until it is interrupted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { YamrError } from '#core/errors';

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Node's timers hold no more. */
const LONGEST_SLEEP_MS = 0x7fffffff;

/** "30m", "24h" or "7d" in ms. Throws `bad-input`. */
export function parseInterval(text: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  if (count !== undefined && unitMs !== undefined) return Number(count) * unitMs;
  throw new YamrError('bad-input', `"${text}" is no interval: say 30m, 24h or 7d.`);
}

export interface EveryOptions {
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  /** What went wrong; the next run comes all the same. */
  readonly onFailure: (thrown: unknown) => void;
  readonly onWait: (untilMs: number) => void;
  readonly nowMs?: () => number;
  /** Ends early, without an error, when the signal is aborted. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  for (let left = ms; left > 0 && !signal.aborted; left -= LONGEST_SLEEP_MS) {
    await sleep(Math.min(left, LONGEST_SLEEP_MS), undefined, { signal }).catch(() => undefined);
  }
}

/** Runs `work` now and then at every interval; a run that takes longer is followed at once. Ends when `signal` aborts. */
export async function every(
  work: () => Promise<void>,
  { intervalMs, signal, onFailure, onWait, nowMs = Date.now, wait = waitFor }: EveryOptions
): Promise<void> {
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const nextMs = nowMs() + intervalMs;
    try {
      await work();
    } catch (thrown) {
      if (isOver()) return;
      onFailure(thrown);
    }
    if (isOver()) return;
    const leftMs = nextMs - nowMs();
    if (leftMs <= 0) continue;
    onWait(nextMs);
    await wait(leftMs, signal);
  }
}
