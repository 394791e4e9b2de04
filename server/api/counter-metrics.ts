/** Owns what CloudWatch is told of the visitors' counters. */
import { LATENCY_EDGES_MS, type CounterReport } from '#core/counters';
import { quantileOfBins } from '#core/histogram';
import { embeddedMetrics } from '../embedded-metrics.ts';

/** Values that one metric of a line may have. */
const VALUES_MAX = 100;
/** Each version is a metric that is paid for, and anybody can make versions up: further ones are `other`. */
const VERSIONS_MAX = 8;

/** Values as they lie in the bins, few enough for a line: percentiles of them are percentiles of the bins. */
function valuesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const values = Math.min(total, VALUES_MAX);
  return Array.from({ length: values }, (_, k) => {
    const value = quantileOfBins(LATENCY_EDGES_MS, counts, (k + 0.5) / values) ?? 0;
    return Math.round(value * 10) / 10;
  });
}

/** Makes the lines of a process: it remembers which versions it has told of. */
export function createCounterMetrics(): (reports: readonly CounterReport[], nowMs: number) => object[] {
  const versions = new Set<string>();
  const nameOf = (version: string): string => {
    if (versions.size < VERSIONS_MAX) versions.add(version);
    return versions.has(version) ? version : 'other';
  };
  return (reports, nowMs) =>
    reports.map(({ version, backend, rateToList, errors, quality }) =>
      embeddedMetrics(nowMs, {
        dimensions: { Version: nameOf(version), Backend: backend },
        metrics: [
          { name: 'RateToList', unit: 'Milliseconds', value: valuesOf(rateToList) },
          {
            name: 'Errors',
            unit: 'Count',
            value: Object.values(errors).reduce((sum, count) => sum + count, 0)
          },
          { name: 'PredictedRatings', unit: 'Count', value: quality.ratings },
          { name: 'SquaredError', value: quality.squaredError },
          { name: 'BiasSquaredError', value: quality.biasSquaredError }
        ]
      })
    );
}
