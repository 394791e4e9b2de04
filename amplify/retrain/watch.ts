/**
 * Owns what CloudWatch watches of the retrain. It runs once a week, and an alarm looks back seven days at most (period
 * times periods), so neither "twice running" nor "for two weeks" can be said of its own results: the run tells how many
 * refusals there are in a row (scripts/retrain.ts), and a function tells every day how old the model is
 * (publishing/model-age.ts).
 */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { METRIC_NAMESPACE } from '../../server/embedded-metrics.ts';
import type { Watched } from '../api/watch.ts';

const RESULTS = ['Published', 'Refused', 'Failed'];
/** Two weekly runs without a new model, and a day for the run itself. */
const STALE_DAYS = 15;

const metric = (
  backend: string,
  metricName: string,
  statistic: string,
  period: Duration,
  more: Record<string, string> = {}
): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { Backend: backend, ...more },
    statistic,
    period
  });

/** How many runs ended how. */
export const retrainResults = (backend: string): Metric[] =>
  RESULTS.map((Result) => metric(backend, 'Retrain', Stats.SUM, Duration.hours(1), { Result }));

export const modelAge = (backend: string): Metric =>
  metric(backend, 'ModelAgeDays', Stats.MAXIMUM, Duration.days(1));

/** Alarms that say nothing while the schedule is off. */
export function retrainAlarms(backend: string, troubles: Queue, isOn: boolean): Watched[] {
  return [
    {
      name: 'RetrainFailed',
      metric: metric(backend, 'Retrain', Stats.SUM, Duration.hours(1), { Result: 'Failed' }),
      from: 1,
      periods: 1,
      meaning: 'A retrain ended with an error; the release in use stays.',
      isOn
    },
    {
      name: 'RetrainRefusedTwice',
      metric: metric(backend, 'RetrainRefusalsRunning', Stats.MAXIMUM, Duration.hours(1)),
      from: 2,
      periods: 1,
      meaning: 'The gate has refused two new models in a row or more; the release in use stays.',
      isOn
    },
    {
      name: 'ModelStale',
      metric: modelAge(backend),
      from: STALE_DAYS,
      periods: 2,
      // The function that tells the age tells it every day: silence is a fault too.
      missing: TreatMissingData.BREACHING,
      meaning: 'No new model for more than two weeks, or nobody tells how old it is.',
      isOn
    },
    {
      name: 'RetrainNotStarted',
      metric: troubles.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: Stats.MAXIMUM
      }),
      from: 1,
      periods: 1,
      meaning: 'A retrain could not be started or was ended from outside; the queue has the reason.',
      isOn
    }
  ];
}
