/** Owns a rating head of random numbers: vectors of ordinary size, and the last column, the offset, the same for all. */
import { createRandom } from '#core/random';
import type { RatingHead } from '#core/rating-head';
import { createMatrix } from '#core/tensor';

export function randomHead(itemCount: number, size: number, seed = 1): RatingHead {
  const random = createRandom(seed);
  const vectors = createMatrix(itemCount, size);
  for (let k = 0; k < vectors.values.length; k++)
    vectors.values[k] = k % size === size - 1 ? 0.2 : 0.5 * random.normal();
  return {
    mean: Float32Array.from({ length: itemCount }, () => 3 + random.normal() / 2),
    vectors,
    residual: Float32Array.from({ length: itemCount }, () => 0.2 * random.uniform()),
    noise: 0.6,
    noiseScale: 2,
    calibration: { ratingCounts: [0], factors: [1] }
  };
}
