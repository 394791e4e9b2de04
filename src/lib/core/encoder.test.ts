import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeHistory,
  encodeSet,
  historyGain,
  historyWeights,
  setInputSize,
  setWeights
} from './encoder.ts';
import { createRandom } from './random.ts';
import { STAR_VALUES } from './rating.ts';
import { createMatrix } from './tensor.ts';
import type { Profile } from './visitor-model.ts';

const profile = (items: readonly number[], stars: readonly number[]): Profile => ({
  items: Int32Array.from(items),
  stars: Float32Array.from(stars)
});
const expectClose = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, k) => expect(actual[k]).toBeCloseTo(value, 5));
};
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('the set encoder', () => {
  const crowd = Float32Array.of(3, 4, 3.5);

  it('weighs two ratings as RECOMMENDER.md says, by hand', () => {
    // Residuals 2 and -1; mean 1 / 7; centred 13/7 and -8/7.
    const weights = setWeights(profile([0, 1], [5, 3]), crowd);
    const scale = 1 / Math.sqrt(3);
    expectClose(weights.residual, [(3 * scale * 13) / 7, (-3 * scale * 8) / 7]);
    expect(weights.seen).toBeCloseTo(scale, 6);
    expectClose(weights.liked, [scale * sigmoid(3 * 1.6), scale * sigmoid(3 * -0.4)]);
    expectClose(weights.numbers, [
      1 / 7,
      Math.log(3) / 3,
      Math.sqrt(((13 / 7) ** 2 + (8 / 7) ** 2 + 1) / 3.3)
    ]);
  });

  it('says of nobody: mean 0, no ratings, and the prior spread', () => {
    const weights = setWeights(profile([], []), crowd);
    expectClose(weights.numbers, [0, 0, Math.sqrt(1 / 1.3)]);
    const out = new Float32Array(9).fill(7);
    encodeSet(profile([], []), weights, createMatrix(3, 2), createMatrix(3, 2), out);
    expectClose(out, [0, 0, 0, 0, 0, 0, 0, 0, Math.sqrt(1 / 1.3)]);
  });

  it('sums the vectors of the rated movies, at its place of a batch only', () => {
    const first = createMatrix(3, 2, Float32Array.of(1, 0, 0, 1, 5, 5));
    const second = createMatrix(3, 2, Float32Array.of(10, 1, 20, 2, 50, 50));
    const shown = profile([0, 1], [5, 3]);
    const weights = {
      residual: Float32Array.of(2, -1),
      seen: 0.5,
      liked: Float32Array.of(1, 0.1),
      numbers: [7, 8, 9] as const
    };
    const size = setInputSize(2);
    expect(size).toBe(9);
    const out = new Float32Array(3 * size).fill(-1);
    encodeSet(shown, weights, first, second, out, size);
    expectClose(out.subarray(size, 2 * size), [2, -1, 15, 1.5, 12, 1.2, 7, 8, 9]);
    expect(out.subarray(0, size).every((value) => value === -1)).toBe(true);
    expect(out.subarray(2 * size).every((value) => value === -1)).toBe(true);
  });

  it('does not depend on the order of the ratings', () => {
    const random = createRandom(1);
    const draw = (): Float32Array => Float32Array.from({ length: 20 * 3 }, () => random.normal());
    const [first, second] = [createMatrix(20, 3, draw()), createMatrix(20, 3, draw())];
    const flat = new Float32Array(20).fill(3.5);
    const encode = (shown: Profile): Float32Array => {
      const out = new Float32Array(setInputSize(3));
      encodeSet(shown, setWeights(shown, flat), first, second, out);
      return out;
    };
    const ratings = fc.uniqueArray(fc.tuple(fc.nat(19), fc.constantFrom(...STAR_VALUES)), {
      selector: ([item]) => item
    });
    fc.assert(
      fc.property(ratings, (rated) => {
        const turned = rated.toReversed();
        expectClose(
          encode(
            profile(
              turned.map(([item]) => item),
              turned.map(([, stars]) => stars)
            )
          ),
          [
            ...encode(
              profile(
                rated.map(([item]) => item),
                rated.map(([, stars]) => stars)
              )
            )
          ]
        );
      })
    );
  });
});

describe('the history of the denoiser', () => {
  const gains = [0, 0, 0, 0, 0, 0, 0.6, 1, 1.3, 1.3];

  it('counts every half star by its own gain', () => {
    expect(STAR_VALUES.map((stars) => historyGain(gains, stars))).toEqual(gains);
  });

  it('has unit length: 4 and 3.5 stars weigh 1 and 0.6 over the root of 1.36', () => {
    expectClose(historyWeights(Float32Array.of(4, 2, 3.5), gains), [
      1 / Math.sqrt(1.36),
      0,
      0.6 / Math.sqrt(1.36)
    ]);
  });

  it('is 0 where nothing was liked', () => {
    expectClose(historyWeights(Float32Array.of(1, 3), gains), [0, 0]);
    expectClose(historyWeights(new Float32Array(0), gains), []);
  });

  it('is the weighted sum of the vectors, at its place of a batch only', () => {
    const vectors = createMatrix(3, 2, Float32Array.of(1, 2, 3, 4, 5, 6));
    const out = new Float32Array(6).fill(-1);
    encodeHistory(Int32Array.of(2, 0), Float32Array.of(0.5, 2), vectors, out, 2);
    expectClose(out, [-1, -1, 4.5, 7, -1, -1]);
  });
});
