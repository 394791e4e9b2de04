/** Owns the metric of a retrain: `Retrain` by Backend and Result, wherever the program's output goes to CloudWatch's log. */
import { embeddedMetrics } from '../../server/embedded-metrics.ts';
import type { RetrainResult } from './history.ts';

/** The variable that names the backend in the metric; without it none is written. */
export const METRICS_VARIABLE = 'YAMR_METRICS_BACKEND';

/** One line. `refusalsRunning`: how many runs in a row the gate refused, this one included, where that is known. */
export const retrainMetric = (
  backend: string,
  result: RetrainResult,
  timestampMs: number,
  refusalsRunning?: number
): string =>
  JSON.stringify(
    embeddedMetrics(
      timestampMs,
      {
        dimensions: { Backend: backend, Result: result },
        metrics: [{ name: 'Retrain', unit: 'Count', value: 1 }]
      },
      {
        dimensions: { Backend: backend },
        metrics: [{ name: 'RetrainRefusalsRunning', unit: 'Count', value: refusalsRunning }]
      }
    )
  );
