import { describe, expect, it } from 'vitest';
import { fidelityOf } from './fidelity.ts';

const outcome = (predicted: number[], actual: number[], deviation: number[] = []) => ({
  predicted,
  actual,
  deviation,
  list: null,
  relevant: new Set<number>()
});

describe('predictions against ratings', () => {
  const { bins, errors, coverage } = fidelityOf([
    outcome([3.1, 3.2], [3, 4], [1, 1]),
    outcome([5, 0.5], [5, 1], [0.1, 0.1])
  ]);

  it('fall into quarters of a star, the ends of the scale included', () => {
    expect(bins).toEqual([
      { predicted: 0.625, count: 1, actual: 1, low: 1, high: 1 },
      { predicted: 3.125, count: 2, actual: 3.5, low: 3, high: 4 },
      { predicted: 4.875, count: 1, actual: 5, low: 5, high: 5 }
    ]);
  });

  it('have errors that sum to all of them, kind ones positive', () => {
    expect(errors.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(errors.find(({ error }) => error === 0)?.share).toBe(0.5);
    expect(errors.find(({ error }) => error === -0.5)?.share).toBe(0.25);
    expect(errors.find(({ error }) => error === -0.75)?.share).toBe(0.25);
  });

  it('lie in intervals, wider ones more often', () => {
    expect(coverage.map(({ share }) => share)).toEqual([0.5, 0.75, 0.75, 0.75, 0.75, 0.75]);
    expect(fidelityOf([outcome([3], [3])]).coverage).toEqual([]);
  });
});
