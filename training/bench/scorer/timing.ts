/** Owns how one figure of the benchmark is taken: warm-up, repetitions in turn, median and 95th percentile. */
import { quantile } from '#core/metrics/quantile';
import { createRandom } from '#core/random';

export interface Timing {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly runs: number;
}

export function summariseTimes(timesMs: readonly number[]): Timing {
  return { medianMs: quantile(timesMs, 0.5), p95Ms: quantile(timesMs, 0.95), runs: timesMs.length };
}

/** A contestant that has used so much time has shown what it can; it runs LEAST_RUNS times all the same. */
const BUDGET_MS = 15_000;
const LEAST_RUNS = 5;

/**
 * Times the contestants in turn, so that whatever slows the machine down slows all of them down, and in another order each
 * time, so that none always finds the caches and the garbage of the same one before it.
 */
export async function timeInTurn<Name extends string>(
  contestants: Readonly<Record<Name, () => Promise<unknown>>>,
  { warmUps = 10, runs }: { readonly warmUps?: number; readonly runs: number }
): Promise<Record<Name, Timing>> {
  const entries = Object.entries(contestants) as [Name, () => Promise<unknown>][];
  const times = new Map<Name, number[]>(entries.map(([name]) => [name, []]));
  const spentMs = new Map<Name, number>();
  const random = createRandom(1);
  for (let run = -warmUps; run < runs; run++) {
    for (const [name, work] of random.shuffle(entries)) {
      const spent = spentMs.get(name) ?? 0;
      const list = times.get(name)!;
      if (spent > BUDGET_MS && (run < 0 || list.length >= LEAST_RUNS)) continue;
      const startMs = performance.now();
      await work();
      const tookMs = performance.now() - startMs;
      spentMs.set(name, spent + tookMs);
      if (run >= 0) list.push(tookMs);
    }
  }
  return Object.fromEntries([...times].map(([name, list]) => [name, summariseTimes(list)])) as Record<
    Name,
    Timing
  >;
}

/** Bytes a second that this thread reads from memory, at its best of several passes over more than any cache. */
export function readBandwidth(): number {
  const bytes = 64 * 2 ** 20;
  const from = new Float64Array(bytes / 8).fill(1);
  const to = new Float64Array(from.length);
  let best = 0;
  for (let pass = 0; pass < 8; pass++) {
    const startMs = performance.now();
    // A copy reads as much as it writes.
    to.set(from);
    best = Math.max(best, (2 * bytes) / ((performance.now() - startMs) / 1000));
  }
  return best;
}
