/**
 * Owns what CloudWatch is told of the visitors' counters: lines of the embedded metric format, which Lambda's log turns into metrics
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
import { LATENCY_EDGES_MS, type CounterReport } from '#core/counters';
import { quantileOfBins } from '#core/histogram';

export const METRIC_NAMESPACE = 'YAMR';
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

const METRICS = [
  { Name: 'RateToList', Unit: 'Milliseconds' },
  { Name: 'Errors', Unit: 'Count' },
  { Name: 'PredictedRatings', Unit: 'Count' },
  { Name: 'SquaredError', Unit: 'None' },
  { Name: 'BiasSquaredError', Unit: 'None' }
] as const;

/** Makes the lines of a process: it remembers which versions it has told of. */
export function createCounterMetrics(): (reports: readonly CounterReport[], nowMs: number) => object[] {
  const versions = new Set<string>();
  const nameOf = (version: string): string => {
    if (versions.size < VERSIONS_MAX) versions.add(version);
    return versions.has(version) ? version : 'other';
  };
  return (reports, nowMs) =>
    reports.map(({ version, backend, rateToList, errors, quality }) => {
      const latencies = valuesOf(rateToList);
      // CloudWatch refuses a metric without values.
      const metrics = METRICS.filter(({ Name }) => Name !== 'RateToList' || latencies.length > 0);
      return {
        _aws: {
          Timestamp: nowMs,
          CloudWatchMetrics: [
            { Namespace: METRIC_NAMESPACE, Dimensions: [['Version', 'Backend']], Metrics: metrics }
          ]
        },
        Version: nameOf(version),
        Backend: backend,
        ...(latencies.length > 0 ? { RateToList: latencies } : {}),
        Errors: Object.values(errors).reduce((sum, count) => sum + count, 0),
        PredictedRatings: quality.ratings,
        SquaredError: quality.squaredError,
        BiasSquaredError: quality.biasSquaredError
      };
    });
}
