import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { normalQuantile } from '#core/metrics/calibration';
import { deviationOf, foldIn, type RatingHead } from '#core/rating-head';
import { createMatrix } from '#core/tensor';
import type { Newcomer } from '../../split.ts';
import { calibrate } from './calibrate.ts';

const ITEMS = 45;
/** Says 3 stars, give or take 1, of everything, and learns nothing. */
const head: RatingHead = {
  mean: new Float32Array(ITEMS).fill(3),
  vectors: createMatrix(ITEMS, 1),
  residual: new Float32Array(ITEMS),
  noise: 1,
  noiseScale: 2,
  calibration: { ratingCounts: [0], factors: [1] }
};

/** People whose ratings stray by `deviation` around 3. */
function newcomers(count: number, ratings: number, deviation: number): Newcomer[] {
  const random = createRandom(1);
  return Array.from({ length: count }, (_, userId) => ({
    userId,
    items: Int32Array.from({ length: ratings }, (__, item) => item),
    stars: Float32Array.from({ length: ratings }, () => 3 + deviation * random.normal())
  }));
}

describe('calibrate', () => {
  it('halves a deviation that is twice too wide, at every number of ratings', () => {
    const { ratingCounts, factors } = calibrate(head, newcomers(200, ITEMS, 0.5)).calibration;
    expect(ratingCounts).toEqual([0, 1, 3, 5, 10, 20, 40]);
    expect(factors).toHaveLength(7);
    for (const factor of factors) expect(Math.abs(factor - 0.5)).toBeLessThan(0.05);
  });

  it('finds nothing wrong with a deviation that is right', () => {
    for (const factor of calibrate(head, newcomers(200, ITEMS, 1)).calibration.factors) {
      expect(Math.abs(factor - 1)).toBeLessThan(0.1);
    }
  });

  it('repeats the factor before where fewer than 500 ratings are hidden', () => {
    // 60 people with 10 ratings hide 600, 540 and 420.
    const { factors } = calibrate(head, newcomers(60, 10, 0.5)).calibration;
    expect(factors[1]).not.toBe(factors[0]);
    expect(factors.slice(2)).toEqual(new Array(5).fill(factors[1]));
  });

  it('leaves the deviation alone where there is nobody to measure on', () => {
    expect(calibrate(head, []).calibration.factors).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it('believes a visitor soon where people scatter each in their own way', () => {
    const steady = newcomers(200, ITEMS, 0.3);
    const moody = newcomers(200, ITEMS, 1.5);
    const { scatter, calibration } = calibrate(
      head,
      steady.flatMap((one, k) => [one, moody[k]!])
    );
    expect(scatter?.ratings).toBe(4);
    const covered = (people: readonly Newcomer[], calibrated: RatingHead): number => {
      const inside = people.flatMap(({ items, stars }) => {
        const visitor = foldIn(calibrated, { items: items.subarray(0, 20), stars: stars.subarray(0, 20) });
        const reach = normalQuantile(0.9) * deviationOf(calibrated, visitor, 0);
        return Array.from(stars.subarray(20), (value) => Number(Math.abs(value - 3) <= reach));
      });
      return inside.reduce((sum, value) => sum + value, 0) / inside.length;
    };
    const gap = (calibrated: RatingHead): number => covered(steady, calibrated) - covered(moody, calibrated);
    // One deviation for all holds all of the steady's ratings and three fifths of the moody's.
    const alike = { ratingCounts: [0], factors: [1.08] };
    expect(gap({ ...head, scatter, calibration })).toBeLessThan(0.75 * gap({ ...head, calibration: alike }));
  });

  it('believes the crowd where everybody scatters alike', () => {
    const { scatter } = calibrate(head, newcomers(200, ITEMS, 1));
    expect(scatter === undefined || scatter.ratings === 32).toBe(true);
  });
});
