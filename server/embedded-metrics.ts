/**
 * Owns the lines that CloudWatch's log turns into metrics, of the API, the retrain and the watch over the models' age
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */

export const METRIC_NAMESPACE = 'YAMR';

export interface EmbeddedMetric {
  readonly name: string;
  readonly unit?: 'Count' | 'Milliseconds' | 'None' | undefined;
  /** One value, or up to 100. CloudWatch refuses a metric without any: it is left out. */
  readonly value: number | readonly number[] | undefined;
}

/** Metrics that go by the same dimensions. */
export interface MetricGroup {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly metrics: readonly EmbeddedMetric[];
}

const hasValue = ({ value }: EmbeddedMetric): boolean =>
  typeof value === 'number' || (value !== undefined && value.length > 0);

/** One line, before it is JSON. `timestampMs`: since 1970. */
export function embeddedMetrics(timestampMs: number, ...groups: readonly MetricGroup[]): object {
  const told = groups
    .map((group) => ({ ...group, metrics: group.metrics.filter(hasValue) }))
    .filter(({ metrics }) => metrics.length > 0);
  const values = told.flatMap(({ dimensions, metrics }) => [
    ...Object.entries(dimensions),
    ...metrics.map(({ name, value }) => [name, value] as const)
  ]);
  return {
    _aws: {
      Timestamp: timestampMs,
      CloudWatchMetrics: told.map(({ dimensions, metrics }) => ({
        Namespace: METRIC_NAMESPACE,
        Dimensions: [Object.keys(dimensions)],
        Metrics: metrics.map(({ name, unit = 'None' }) => ({ Name: name, Unit: unit }))
      }))
    },
    ...Object.fromEntries<unknown>(values)
  };
}
