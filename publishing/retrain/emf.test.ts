import { expect, it } from 'vitest';
import { retrainMetric } from './emf.ts';

interface Embedded {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

it('is one line that names every metric and dimension that it declares', () => {
  const line = retrainMetric('main', 'Refused', 1_700_000_000_000, 2);
  expect(line).not.toContain('\n');
  const parsed = JSON.parse(line) as Embedded & Record<string, unknown>;
  expect(parsed).toMatchObject({ Backend: 'main', Result: 'Refused', Retrain: 1, RetrainRefusalsRunning: 2 });
  expect(parsed._aws.Timestamp).toBe(1_700_000_000_000);
  const declared = parsed._aws.CloudWatchMetrics.map(({ Namespace, Dimensions, Metrics }) => {
    for (const name of Dimensions.flat()) expect(parsed[name]).toBeTypeOf('string');
    for (const { Name } of Metrics) expect(parsed[Name]).toBeTypeOf('number');
    return [Namespace, Dimensions.flat().join(), ...Metrics.map(({ Name }) => Name)].join(' ');
  });
  expect(declared).toEqual(['YAMR Backend,Result Retrain', 'YAMR Backend RetrainRefusalsRunning']);
});

it('leaves out the refusals where nobody counted them', () => {
  expect(retrainMetric('main', 'Failed', 1)).not.toContain('RefusalsRunning');
});
