/**
 * Owns the metric of a retrain: one line of JSON in CloudWatch's embedded metric format, which CloudWatch Logs turns into
 * `YAMR` / `Retrain` by Backend and Result wherever the program's output goes there
 * (docs.aws.amazon.com/AmazonCloudWatch, "Embedded metric format specification").
 */
import type { RetrainResult } from './history.ts';

/** The variable that names the backend in the metric; without it none is written. */
export const METRICS_VARIABLE = 'YAMR_METRICS_BACKEND';

/** `refusalsRunning`: how many runs in a row the gate refused, this one included, where that is known. */
export const retrainMetric = (
  backend: string,
  result: RetrainResult,
  timestampMs: number,
  refusalsRunning?: number
): string =>
  JSON.stringify({
    _aws: {
      Timestamp: timestampMs,
      CloudWatchMetrics: [
        {
          Namespace: 'YAMR',
          Dimensions: [['Backend', 'Result']],
          Metrics: [{ Name: 'Retrain', Unit: 'Count' }]
        },
        ...(refusalsRunning === undefined
          ? []
          : [
              {
                Namespace: 'YAMR',
                Dimensions: [['Backend']],
                Metrics: [{ Name: 'RetrainRefusalsRunning', Unit: 'Count' }]
              }
            ])
      ]
    },
    Backend: backend,
    Result: result,
    Retrain: 1,
    RetrainRefusalsRunning: refusalsRunning
  });
