import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backwardSolve, choleskyInPlace, forwardSolve } from './linalg.ts';
import { randomHead } from '../../../tests/random-head.ts';
import {
  calibrationFactor,
  deviationOf,
  foldIn,
  predictAll,
  predictStars,
  type RatingHead
} from './rating-head.ts';
import { STAR_VALUES } from './rating.ts';
import { createMatrix } from './tensor.ts';
import type { Profile } from './visitor-model.ts';

const ITEMS = 30;
const SIZE = 4;

const profileOf = (ratings: readonly (readonly [number, number])[]): Profile => ({
  items: Int32Array.from(ratings, ([item]) => item),
  stars: Float32Array.from(ratings, ([, stars]) => stars)
});
const ratingLists = fc.uniqueArray(fc.tuple(fc.nat(ITEMS - 1), fc.constantFrom(...STAR_VALUES)), {
  selector: ([item]) => item
});
const heads = fc.nat().map((seed) => randomHead(ITEMS, SIZE, seed));

/** m + e.z in float64. */
const predict = (head: RatingHead, z: Float64Array, item: number): number =>
  z.reduce((sum, value, j) => sum + value * head.vectors.values[item * SIZE + j]!, head.mean[item]!);

/** RECOMMENDER.md, "On the device": solve (W W' + diag(2 sigma^2 + delta)) a = r - m; z = W'a. */
function directSolve(head: RatingHead, { items, stars }: Profile): Float64Array {
  const n = items.length;
  const vector = (i: number): Float32Array =>
    head.vectors.values.subarray(items[i]! * SIZE, (items[i]! + 1) * SIZE);
  const system = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      let sum = i === k ? 2 * head.noise + head.residual[items[i]!]! : 0;
      for (let j = 0; j < SIZE; j++) sum += vector(i)[j]! * vector(k)[j]!;
      system[i * n + k] = sum;
    }
  const a = Float64Array.from(stars, (value, i) => value - head.mean[items[i]!]!);
  choleskyInPlace(system, n);
  forwardSolve(system, n, a);
  backwardSolve(system, n, a);
  const z = new Float64Array(SIZE);
  for (let i = 0; i < n; i++) for (let j = 0; j < SIZE; j++) z[j]! += a[i]! * vector(i)[j]!;
  return z;
}

describe('folding a visitor in', () => {
  it('is one division for one movie of one dimension: z = w (r - m) / (w^2 + 2 sigma^2 + delta)', () => {
    const head: RatingHead = {
      mean: Float32Array.of(3),
      vectors: createMatrix(1, 1, Float32Array.of(0.5)),
      residual: Float32Array.of(0.25),
      noise: 0.25,
      noiseScale: 2,
      calibration: { ratingCounts: [0], factors: [1] }
    };
    const visitor = foldIn(head, profileOf([[0, 5]]));
    // 0.5 * 2 / (0.25 + 0.5 + 0.25) = 1; posterior variance 1 - 0.25 / 1.
    expect(visitor.z[0]).toBeCloseTo(1, 12);
    expect(visitor.covariance[0]).toBeCloseTo(0.75, 12);
    expect(predictAll(head, visitor)[0]).toBeCloseTo(3.5, 6);
    expect(deviationOf(head, visitor, 0)).toBeCloseTo(Math.sqrt(0.25 + 0.25 + 0.25 * 0.75), 12);
  });

  it('equals the direct solve in the space of the ratings', () => {
    fc.assert(
      fc.property(heads, ratingLists, (head, ratings) => {
        const profile = profileOf(ratings);
        const { z } = foldIn(head, profile);
        directSolve(head, profile).forEach((value, j) => expect(z[j]).toBeCloseTo(value, 9));
      })
    );
  });

  it('does not depend on the order of the ratings', () => {
    fc.assert(
      fc.property(heads, ratingLists, (head, ratings) => {
        const { z } = foldIn(head, profileOf(ratings));
        foldIn(head, profileOf(ratings.toReversed())).z.forEach((value, j) =>
          expect(z[j]).toBeCloseTo(value, 10)
        );
      })
    );
  });

  it("gives nobody the crowd's view", () => {
    const head = randomHead(ITEMS, SIZE, 1);
    const visitor = foldIn(head, profileOf([]));
    expect([...visitor.z]).toEqual([0, 0, 0, 0]);
    expect(predictAll(head, visitor)).toEqual(head.mean);
  });

  it('moves the prediction of a rated movie towards its rating', () => {
    fc.assert(
      fc.property(heads, fc.nat(ITEMS - 1), fc.constantFrom(...STAR_VALUES), (head, item, stars) => {
        const before = head.mean[item]!;
        const after = predict(head, foldIn(head, profileOf([[item, stars]])).z, item);
        const step = (after - before) / (stars - before || 1);
        expect(step).toBeGreaterThanOrEqual(0);
        expect(step).toBeLessThan(1);
      })
    );
  });

  it('is undone by removing the rating again: the visitor is the one who never rated it', () => {
    const head = randomHead(ITEMS, SIZE, 2);
    const ratings = [[1, 5], [7, 0.5], [9, 3]] as const; // prettier-ignore
    const without = foldIn(head, profileOf([ratings[0], ratings[2]]));
    const all = foldIn(head, profileOf(ratings));
    const again = foldIn(head, profileOf(ratings.filter(([item]) => item !== 7)));
    expect(again.z).toEqual(without.z);
    expect(all.z).not.toEqual(without.z);
  });
});

describe('the stated deviation', () => {
  it('narrows, or stays, with every further rating, for every movie', () => {
    fc.assert(
      fc.property(heads, ratingLists, (head, ratings) => {
        const fewer = foldIn(head, profileOf(ratings.slice(0, -1)));
        const more = foldIn(head, profileOf(ratings));
        for (let item = 0; item < ITEMS; item++) {
          expect(deviationOf(head, more, item)).toBeLessThanOrEqual(deviationOf(head, fewer, item) + 1e-12);
        }
      })
    );
  });

  it("equals that of the direct solve: sigma^2 + delta + e.e less what the ratings explain, k (W W' + D)^-1 k", () => {
    fc.assert(
      fc.property(heads, ratingLists, fc.nat(ITEMS - 1), (head, ratings, item) => {
        const profile = profileOf(ratings);
        const e = head.vectors.values.subarray(item * SIZE, (item + 1) * SIZE);
        const k = Float64Array.from(profile.items, (rated) =>
          e.reduce((sum, value, j) => sum + value * head.vectors.values[rated * SIZE + j]!, 0)
        );
        // The solve of `directSolve` with k in place of the residuals, and z = W'a: then k.a = e.z.
        const zero = { ...head, mean: new Float32Array(ITEMS) };
        const z = directSolve(zero, { items: profile.items, stars: k as never });
        const explained = z.reduce((sum, value, j) => sum + value * e[j]!, 0);
        const square = e.reduce((sum, value) => sum + value * value, 0);
        const expected = Math.sqrt(head.noise + head.residual[item]! + square - explained);
        expect(deviationOf(head, foldIn(head, profile), item)).toBeCloseTo(expected, 8);
      })
    );
  });

  it('is, for nobody, the root of sigma^2 + delta + |e|^2, and never less than what one rating strays', () => {
    const head = randomHead(ITEMS, SIZE, 5);
    const nobody = foldIn(head, profileOf([]));
    const everything = foldIn(
      head,
      profileOf(Array.from({ length: ITEMS }, (_, item) => [item, 4] as const))
    );
    for (let item = 0; item < ITEMS; item++) {
      const e = head.vectors.values.subarray(item * SIZE, (item + 1) * SIZE);
      const square = e.reduce((sum, value) => sum + value * value, 0);
      const least = head.noise + head.residual[item]!;
      expect(deviationOf(head, nobody, item)).toBeCloseTo(Math.sqrt(least + square), 6);
      expect(deviationOf(head, everything, item)).toBeGreaterThan(Math.sqrt(least));
    }
  });

  it('is multiplied by the calibration at that number of ratings', () => {
    const head = randomHead(ITEMS, SIZE, 6);
    const calibrated = { ...head, calibration: { ratingCounts: [0, 1], factors: [3, 0.5] } };
    const nobody = foldIn(head, profileOf([]));
    const somebody = foldIn(head, profileOf([[0, 4]]));
    expect(deviationOf(calibrated, nobody, 1)).toBeCloseTo(3 * deviationOf(head, nobody, 1), 12);
    expect(deviationOf(calibrated, somebody, 1)).toBeCloseTo(deviationOf(head, somebody, 1) / 2, 12);
  });
});

describe('calibrationFactor', () => {
  const calibration = { ratingCounts: [1, 3, 15], factors: [1, 2, 0.5] };

  it.each([
    [0, 1], // constant before the first
    [1, 1],
    [3, 2],
    [7, 1.25], // log(8) is half way between log(4) and log(16)
    [15, 0.5],
    [1000, 0.5] // constant behind the last
  ])('after %d ratings is %d', (count, factor) => {
    expect(calibrationFactor(calibration, count)).toBeCloseTo(factor, 12);
  });

  it('is 1 where nothing was measured', () => {
    expect(calibrationFactor({ ratingCounts: [], factors: [] }, 4)).toBe(1);
  });
});

describe('predictStars', () => {
  it('stays on the scale', () => {
    const head = {
      ...randomHead(ITEMS, SIZE, 7),
      mean: Float32Array.from({ length: ITEMS }, (_, item) => item - 10)
    };
    const stars = predictStars(head, foldIn(head, profileOf([])));
    expect([stars[0], stars[9], stars[12], stars[15], stars[29]]).toEqual([0.5, 0.5, 2, 5, 5]);
  });
});
