/** Owns a report of counters for tests: nothing counted, unless told otherwise. */
import { HEAP_EDGES_MB, LATENCY_EDGES_MS, type CounterReport } from '#core/counters';

export function counterReport(changes: Partial<CounterReport> = {}): CounterReport {
  const nothing = (edges: readonly number[]): number[] => Array<number>(edges.length + 1).fill(0);
  return {
    version: 'yamr-1',
    appVersion: '1.0.0',
    backend: 'wasm',
    rateToList: nothing(LATENCY_EDGES_MS),
    heap: nothing(HEAP_EDGES_MB),
    errors: {},
    quality: { ratings: 0, squaredError: 0, biasSquaredError: 0 },
    ...changes
  };
}
