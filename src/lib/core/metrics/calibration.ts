/** Owns whether the stated uncertainty is true: how often the rating lies where the model said it would. */

/**
 * Share of ratings inside the central Gaussian interval of the given level, predicted +- z deviation with
 * z = quantile((1 + level) / 2). Parallel arrays [n]: predicted stars, standard deviation in stars, stars.
 * A calibrated model gives about `level`; less means over-confident. Ratings are half stars and predictions
 * are clipped, so a small excess is in the nature of the scale.
 *
 * Edge cases: NaN for n = 0; the interval is closed, so deviation 0 counts exact hits only.
 * `level` lies in (0, 1).
 */
export function intervalCoverage(
  predicted: ArrayLike<number>,
  deviation: ArrayLike<number>,
  actual: ArrayLike<number>,
  level: number
): number {
  const z = normalQuantile((1 + level) / 2);
  let inside = 0;
  for (let k = 0; k < actual.length; k++) {
    if (Math.abs(actual[k]! - predicted[k]!) <= z * deviation[k]!) inside++;
  }
  return inside / actual.length;
}

/** Acklam's rational approximation (2003): numerators and denominators, highest power first. */
const CENTRE = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239
];
const CENTRE_BELOW = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1
];
const TAIL = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783
];
const TAIL_BELOW = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

/** The standard normal quantile of p in (0, 1), to a relative error of 1.15e-9; -Infinity at 0, Infinity at 1. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return -Infinity;
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(TAIL, q) / polynomial(TAIL_BELOW, q);
  }
  const q = p - 0.5;
  return (q * polynomial(CENTRE, q * q)) / polynomial(CENTRE_BELOW, q * q);
}
