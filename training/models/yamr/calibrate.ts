/**
 * Owns the calibration of the rating head's uncertainty: split conformal prediction with normalised residuals
 * (Lei et al. 2018, section 5.2), on users that the vectors were not fitted to.
 */
import { foldIn, deviationOf, predictStars, type Calibration, type RatingHead } from '#core/rating-head';
import { normalQuantile } from '#core/metrics/calibration';
import type { Newcomer } from '../../split.ts';

/** Numbers of ratings at which the factor is measured. */
const RATING_COUNTS = [0, 1, 3, 5, 10, 20, 40];
/** More newcomers than this add time, not precision. */
const NEWCOMERS_MAX = 400;
/** The interval that is to hold what it says. */
const LEVEL = 0.8;

/**
 * For each number of ratings K: the factor that puts LEVEL of the newcomers' hidden ratings inside the central
 * interval of that level. `head` must not be calibrated itself (factor 1). Factors measured on few ratings
 * (fewer than 500) repeat the one before.
 */
export function calibrate(head: RatingHead, newcomers: readonly Newcomer[]): Calibration {
  const z = normalQuantile((1 + LEVEL) / 2);
  const factors: number[] = [];
  for (const count of RATING_COUNTS) {
    const ratios: number[] = [];
    for (const { items, stars } of newcomers.slice(0, NEWCOMERS_MAX)) {
      if (items.length <= count) continue;
      const visitor = foldIn(head, { items: items.subarray(0, count), stars: stars.subarray(0, count) });
      const predicted = predictStars(head, visitor);
      for (let k = count; k < items.length; k++) {
        const item = items[k]!;
        ratios.push(Math.abs(stars[k]! - predicted[item]!) / deviationOf(head, visitor, item));
      }
    }
    ratios.sort((a, b) => a - b);
    const enough = ratios.length >= 500;
    factors.push(enough ? ratios[Math.floor(LEVEL * ratios.length)]! / z : (factors.at(-1) ?? 1));
  }
  return { ratingCounts: RATING_COUNTS, factors };
}
