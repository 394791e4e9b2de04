import { describe, expect, it } from 'vitest';
import type { NewcomerOutcome } from './newcomers.ts';
import { bootstrapGains, peopleOf } from './people.ts';

const outcome = (
  predicted: number[],
  actual: number[],
  relevant: number[],
  list: number[] | null
): NewcomerOutcome => ({
  predicted,
  actual,
  deviation: [],
  relevant: new Set(relevant),
  list: list && Int32Array.from(list)
});
const people = (errors: readonly number[], found: readonly number[]): ReturnType<typeof peopleOf> =>
  peopleOf(errors.map((error, k) => outcome([3 + error], [3], [0], found[k] === 1 ? [0, 1] : [1, 0])));

describe('the figures of each person', () => {
  it('are squared errors, and metrics only where something liked is hidden', () => {
    const two = peopleOf([outcome([4, 3], [3, 1], [7], [7]), outcome([2], [2], [], null)]);
    expect([...two.squares]).toEqual([5, 0]);
    expect([...two.hidden]).toEqual([2, 1]);
    expect([...two.ndcg10]).toEqual([1, NaN]);
    expect([...two.recall20]).toEqual([1, NaN]);
  });
});

describe('the gains', () => {
  const own = people([0.5, 0.5, 1, 1], [1, 1, 1, 0]);
  const bias = people([1, 1, 1, 1], [0, 0, 0, 0]);
  const gains = bootstrapGains(own, bias, bias, 3);

  it('are those of all people, between their bounds', () => {
    expect(gains.rmseGain.value).toBeCloseTo(1 - Math.sqrt(2.5 / 4), 12);
    expect(gains.ndcgRatio.value).toBeCloseTo(
      (3 + Math.log10(2) / Math.log10(3)) / (4 * (Math.log(2) / Math.log(3))),
      12
    );
    for (const { value, low, high } of Object.values(gains) as {
      value: number;
      low: number;
      high: number;
    }[]) {
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
