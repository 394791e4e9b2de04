/** Owns the mirror of a person: whoever likes what they dislike. A list that is the same for both knows no taste. */
import { clipStars, STARS_STEP } from '../rating.ts';

/**
 * Every rating reflected at the mean of all: 2 * mean - stars, clipped to the scale and rounded to half stars, [n]. The lists of
 * the two are compared by `overlap`: |A and B| / k.
 *
 * Edge cases: nothing for nobody; whoever gave one number of stars only is their own mirror (but for rounding), so such people
 * say nothing of a model; clipping makes the mirror of a mirror milder than the person.
 */
export function mirrorStars(stars: ArrayLike<number>): Float32Array {
  let sum = 0;
  for (let k = 0; k < stars.length; k++) sum += stars[k]!;
  const mean = sum / stars.length;
  return Float32Array.from(stars, (given) =>
    clipStars(STARS_STEP * Math.round((2 * mean - given) / STARS_STEP))
  );
}
