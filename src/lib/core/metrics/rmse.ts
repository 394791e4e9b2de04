/** Owns the root mean squared error of predicted ratings. */

/**
 * RMSE = sqrt(mean((predicted - actual)^2)), in stars, pooled over all pairs: a user with many ratings weighs
 * more. Parallel arrays [n]; summed in float64. Edge cases: NaN for n = 0; 0 for a perfect prediction.
 * A NaN prediction gives NaN, so that a model that fails somewhere cannot look good.
 */
export function rmse(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < actual.length; k++) {
    const error = (predicted[k] ?? NaN) - actual[k]!;
    sum += error * error;
  }
  return Math.sqrt(sum / actual.length);
}
