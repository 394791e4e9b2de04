/** Owns what a thread knows of its own requests: the browser's resource timings as plain values. */
import type { SentRequest } from './worker-protocol.ts';

/** Every request of this thread that the browser still remembers, oldest first. */
export function sentRequests(): readonly SentRequest[] {
  return performance
    .getEntriesByType('resource')
    .filter((entry): entry is PerformanceResourceTiming => 'transferSize' in entry)
    .map(({ name, startTime, duration, transferSize }) => ({
      url: name,
      sentAtMs: performance.timeOrigin + startTime,
      durationMs: duration,
      transferBytes: transferSize
    }));
}
