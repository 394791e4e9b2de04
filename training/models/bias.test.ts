import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitBias, newcomerOffset } from './bias.ts';

const data = (
  ratings: readonly (readonly [number, number, number])[],
  userCount: number,
  itemCount: number
) => ({
  userCount,
  itemCount,
  user: Int32Array.from(ratings, ([user]) => user),
  item: Int32Array.from(ratings, ([, item]) => item),
  stars: Float32Array.from(ratings, ([, , stars]) => stars)
});

describe('fitBias', () => {
  it('solves the shrunk normal equations of two ratings by one user', () => {
    // mean 3, residuals +2 and -2: by symmetry the user's offset stays 0, each movie's is +-2 / (1 + 3).
    const bias = fitBias(
      data(
        [
          [0, 0, 5],
          [0, 1, 1]
        ],
        1,
        2
      )
    );
    expect(bias.mean).toBe(3);
    expect(bias.userOffset[0]).toBeCloseTo(0, 12);
    expect(Array.from(bias.itemOffset)).toEqual([0.5, -0.5]);
  });

  it('converges to the fixed point, which is hand-computed for two users of one movie', () => {
    // mean 3; i = (-(a + b)) / 5 with a = (2 - i) / 6 and b = (-2 - i) / 6 gives i = 0, a = 1/3, b = -1/3.
    const bias = fitBias(
      data(
        [
          [0, 0, 5],
          [1, 0, 1]
        ],
        2,
        1
      )
    );
    expect(bias.itemOffset[0]).toBeCloseTo(0, 12);
    expect(bias.userOffset[0]).toBeCloseTo(1 / 3, 12);
    expect(bias.userOffset[1]).toBeCloseTo(-1 / 3, 12);
  });

  it('gives zero offsets to movies and users without ratings', () => {
    const bias = fitBias(data([[0, 0, 4]], 2, 3));
    expect(bias.itemOffset[2]).toBe(0);
    expect(bias.userOffset[1]).toBe(0);
    expect(fitBias(data([], 1, 1)).mean).toBe(2.75);
  });

  it('moves with the scale: a constant added to every rating moves the mean only', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(4), fc.nat(6), fc.integer({ min: 1, max: 8 })), {
          minLength: 1,
          maxLength: 40
        }),
        (ratings) => {
          const low = fitBias(
            data(
              ratings.map(([u, i, half]) => [u, i, half / 2] as const),
              5,
              7
            )
          );
          const high = fitBias(
            data(
              ratings.map(([u, i, half]) => [u, i, half / 2 + 1] as const),
              5,
              7
            )
          );
          expect(high.mean).toBeCloseTo(low.mean + 1, 9);
          low.itemOffset.forEach((offset, i) => expect(high.itemOffset[i]).toBeCloseTo(offset, 9));
          low.userOffset.forEach((offset, u) => expect(high.userOffset[u]).toBeCloseTo(offset, 9));
        }
      )
    );
  });
});

describe('newcomerOffset', () => {
  const bias = { mean: 3.5, itemOffset: Float64Array.of(0.5, -0.5) };

  it('is the sum of the residuals divided by n + 5', () => {
    const profile = { items: Int32Array.of(0, 1), stars: Float32Array.of(5, 4) };
    expect(newcomerOffset(bias, profile)).toBeCloseTo((1 + 1) / 7, 12);
  });

  it('is 0 for somebody who has rated nothing', () => {
    expect(newcomerOffset(bias, { items: new Int32Array(0), stars: new Float32Array(0) })).toBe(0);
  });
});
