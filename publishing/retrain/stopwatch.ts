/** Owns how long the steps of a retrain take. */

export interface Stopwatch {
  measure<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** By step, those that failed included, and `total` since it was made; tenths of a second. */
  durationsSec(): Record<string, number>;
}

const toSec = (ms: number): number => Math.round(ms / 100) / 10;

export function createStopwatch(nowMs: () => number = () => performance.now()): Stopwatch {
  const madeMs = nowMs();
  const steps: Record<string, number> = {};
  return {
    async measure(name, work) {
      const startMs = nowMs();
      try {
        return await work();
      } finally {
        steps[name] = toSec(nowMs() - startMs);
      }
    },
    durationsSec: () => ({ ...steps, total: toSec(nowMs() - madeMs) })
  };
}
