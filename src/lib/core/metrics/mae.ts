/** Owns the mean absolute error of predicted ratings. */

/**
 * MAE = mean(|predicted - actual|), in stars, pooled over all pairs. Parallel arrays [n]; summed in float64.
 * Edge cases as for RMSE: NaN for n = 0 or where a prediction is NaN; 0 for a perfect prediction.
 */
export function mae(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < actual.length; k++) sum += Math.abs((predicted[k] ?? NaN) - actual[k]!);
  return sum / actual.length;
}
