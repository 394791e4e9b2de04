/**
 * Owns the linear part of the ranking head: EASE (Steck 2019, "Embarrassingly Shallow Autoencoders"), whose
 * weights B = I - P diag(P)^-1 with P = (X'X + lambda I)^-1 need the inverse of a movie-by-movie matrix. With
 * X = U S V' that inverse is (I - V S^2 / (S^2 + lambda) V') / lambda, so the strongest singular vectors give
 * one short vector a movie; the diagonal of B does not matter, because what was rated is not listed.
 */
import { historyGain } from '#core/encoder';
import type { Random } from '#core/random';
import { createMatrix, type Matrix } from '#core/tensor';
import { randomizedSvd } from '../../randomized-svd.ts';
import type { TrainingRatings } from './training-ratings.ts';

export interface LinearOptions {
  /** Numbers a movie. */
  readonly rank: number;
  /** Ridge lambda, in squared gains. */
  readonly ridge: number;
}

export const LINEAR_DEFAULTS: LinearOptions = { rank: 96, ridge: 300 };

export interface LinearPart {
  /** T = V S / sqrt(S^2 + lambda): [itemCount, rank]. */
  readonly vectors: Matrix;
  /** 1 / (1 - |T_j|^2), what a movie's column is divided by: [itemCount]. */
  readonly gain: Float32Array;
}

/** Fits on how much each rating counts (`gains` by half stars). */
export function fitLinear(
  { userCount, itemCount, userStart, item, stars }: TrainingRatings,
  gains: readonly number[],
  { rank, ridge }: LinearOptions,
  random: Random
): LinearPart {
  const weight = stars.map((value) => historyGain(gains, value));
  const scaled = randomizedSvd(
    {
      rows: itemCount,
      columns: userCount,
      multiply(x, y) {
        y.fill(0);
        for (let user = 0; user < userCount; user++)
          for (let at = userStart[user]!; at < userStart[user + 1]!; at++)
            y[item[at]!]! += weight[at]! * x[user]!;
      },
      multiplyTransposed(y, x) {
        for (let user = 0; user < userCount; user++) {
          let sum = 0;
          for (let at = userStart[user]!; at < userStart[user + 1]!; at++) sum += weight[at]! * y[item[at]!]!;
          x[user] = sum;
        }
      }
    },
    rank,
    random,
    { iterations: 2 }
  );
  const vectors = createMatrix(itemCount, rank);
  const gain = new Float32Array(itemCount);
  for (let r = 0; r < rank; r++) {
    let square = 0;
    for (let row = 0; row < itemCount; row++) square += scaled[row * rank + r]! ** 2;
    const shrink = 1 / Math.sqrt(square + ridge);
    for (let row = 0; row < itemCount; row++)
      vectors.values[row * rank + r] = scaled[row * rank + r]! * shrink;
  }
  for (let row = 0; row < itemCount; row++) {
    let square = 0;
    for (let r = 0; r < rank; r++) square += vectors.values[row * rank + r]! ** 2;
    gain[row] = 1 / (1 - square);
  }
  return { vectors, gain };
}
