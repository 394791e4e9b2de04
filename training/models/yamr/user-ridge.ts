/**
 * Owns the second opinion on known users (protocol A): the bias model plus, for each user, a ridge regression
 * of their residuals on what is known of the movies. It sees what factorisation smooths away: a user's own
 * taste for eras, genres and popularity.
 */
import { backwardSolve, choleskyInPlace, forwardSolve } from '#core/linalg';
import type { Matrix } from '#core/tensor';
import type { Dataset } from '../../dataset.ts';
import type { Bias } from '../bias.ts';

/**
 * Weights of each user, [userCount, F] float32: w_u = (X'X + ridge I)^-1 X' (r - bias), X the features
 * [itemCount, F] of the movies that the user rated (Hoerl and Kennard 1970).
 */
export function fitUserRidge(dataset: Dataset, bias: Bias, features: Matrix, ridge: number): Float32Array {
  const size = features.columns;
  const weights = new Float32Array(dataset.userCount * size);
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let user = 0; user < dataset.userCount; user++) {
    gram.fill(0);
    right.fill(0);
    for (let j = 0; j < size; j++) gram[j * size + j] = ridge;
    for (let at = dataset.userStart[user]!; at < dataset.userStart[user + 1]!; at++) {
      const item = dataset.item[at]!;
      const residual = dataset.stars[at]! - bias.mean - bias.userOffset[user]! - bias.itemOffset[item]!;
      const row = item * size;
      for (let j = 0; j < size; j++) {
        const x = features.values[row + j]!;
        if (x === 0) continue;
        right[j]! += x * residual;
        for (let k = 0; k <= j; k++) gram[j * size + k]! += x * features.values[row + k]!;
      }
    }
    choleskyInPlace(gram, size);
    forwardSolve(gram, size, right);
    backwardSolve(gram, size, right);
    weights.set(right, user * size);
  }
  return weights;
}
