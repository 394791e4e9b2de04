import { describe, expect, it } from 'vitest';
import { bootstrapGains, pairedDifferences, standardErrors, type Band } from './bootstrap.ts';
import type { People } from './people.ts';

/** People with one hidden rating of the given error each, and with one hidden like that is first or second. */
function people(errors: readonly number[], found: readonly number[]): People {
  const each = (values: readonly number[]) => ({
    sum: Float64Array.from(values),
    weight: new Float64Array(values.length).fill(1)
  });
  const gains = found.map((first) => (first === 1 ? 1 : 1 / Math.log2(3)));
  return { rmse: each(errors.map((error) => error ** 2)), ndcg10: each(gains), recall20: each(gains) };
}

describe('the standard error', () => {
  it('of a mean is the deviation over the root of the number of people', () => {
    const values = Array.from({ length: 400 }, (_, k) => k % 2);
    const all: People = { ...people(values, values), recall20: { sum: Float64Array.from(values), weight: new Float64Array(400).fill(1) } }; // prettier-ignore
    expect(standardErrors(all, 1)['recall20']).toBeGreaterThan(0.022);
    expect(standardErrors(all, 1)['recall20']).toBeLessThan(0.028);
  });

  it('is nothing where all are alike, unknown for one person, and the same for the same seed', () => {
    expect(standardErrors(people([1, 1, 1], [1, 1, 1]), 1)).toEqual({ rmse: 0, ndcg10: 0, recall20: 0 });
    expect(standardErrors(people([1], [1]), 1)['rmse']).toBeNaN();
    const some = people([1, 2, 3], [1, 0, 1]);
    expect(standardErrors(some, 4)).toEqual(standardErrors(some, 4));
  });

  it('leaves out the resamples in which nobody was measured', () => {
    const rare: People = {
      ...people([1, 1], [1, 1]),
      tailRecall20: { sum: Float64Array.of(1, 0), weight: Float64Array.of(1, 0) }
    };
    expect(standardErrors(rare, 1)['tailRecall20']).toBe(0);
  });
});

describe('the difference of two models', () => {
  const noisy = Array.from({ length: 200 }, (_, k) => 1 + (k % 7));
  const worse = noisy.map((error) => Math.sqrt(error ** 2 + 0.1));

  it('is paired: far surer than the two models are', () => {
    const [one, other] = [people(worse, noisy.map(() => 1)), people(noisy, noisy.map(() => 1))]; // prettier-ignore
    const { rmse } = pairedDifferences(one, other, 1);
    expect(rmse?.value).toBeGreaterThan(0);
    expect(rmse?.error).toBeLessThan(0.1 * (standardErrors(one, 1)['rmse'] ?? NaN));
  });

  it('is exactly nothing from itself, and has only what both were measured by', () => {
    const one = people([1, 2], [1, 0]);
    const { rmse, ...others } = pairedDifferences(one, { rmse: one.rmse! }, 1);
    expect(rmse).toEqual({ value: 0, error: 0 });
    expect(others).toEqual({});
  });
});

describe('the gains', () => {
  const own = people([0.5, 0.5, 1, 1], [1, 1, 1, 0]);
  const bias = people([1, 1, 1, 1], [0, 0, 0, 0]);
  const gains = bootstrapGains(own, bias, bias, 3);

  it('are those of all people, between their bounds', () => {
    expect(gains.rmseGain.value).toBeCloseTo(1 - Math.sqrt(2.5 / 4), 12);
    expect(gains.ndcgRatio.value).toBeCloseTo((3 * Math.log2(3) + 1) / 4, 12);
    for (const { value, low, high } of Object.values(gains) as Band[]) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
    expect(gains.rmseGain.low).toBeLessThan(gains.rmseGain.high);
  });

  it('are the same for the same seed', () => {
    expect(bootstrapGains(own, bias, bias, 3)).toEqual(gains);
  });

  it('are paired: against itself a model gains exactly nothing in every sample', () => {
    expect(bootstrapGains(own, own, own, 1).rmseGain).toEqual({ value: 0, low: 0, high: 0 });
  });
});
