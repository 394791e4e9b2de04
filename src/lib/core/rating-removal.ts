/**
 * Owns what a predicted rating would be without one of the visitor's ratings, for all of them at once.
 * Neighbour: `rating-head.ts`, whose fold-in it takes back one rating at a time.
 */
import type { FoldedVisitor, RatingHead } from './rating-head.ts';
import { answerNoise } from './rating-sums.ts';
import type { Profile } from './visitor-model.ts';

/**
 * How the visitor's z changes when rating i is taken away, [n, R] float64. With the fold-in's covariance C,
 * y = r - m, d_i = noiseScale * sigma^2 + delta_i and w_i = E[item i], taking a rating away is a rank-one
 * downdate of A = C^-1, and by Sherman and Morrison (1950)
 *   z without i = z - C w_i (y_i - w_i.z) / (d_i - w_i' C w_i):
 * exactly the solve without it. O(n R^2). d_i > w_i' C w_i because C is the inverse of I + w_i w_i' / d_i + ...
 */
export function removalShifts(head: RatingHead, visitor: FoldedVisitor, profile: Profile): Float64Array {
  const { items, stars } = profile;
  const { values, columns: size } = head.vectors;
  const { covariance, z } = visitor;
  const shifts = new Float64Array(items.length * size);
  items.forEach((item, i) => {
    const row = item * size;
    const at = i * size;
    let leverage = 0;
    let error = stars[i]! - head.mean[item]!;
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += covariance[j * size + k]! * values[row + k]!;
      shifts[at + j] = sum;
      leverage += sum * values[row + j]!;
      error -= values[row + j]! * z[j]!;
    }
    const factor = -error / (answerNoise(head, item) - leverage);
    for (let j = 0; j < size; j++) shifts[at + j]! *= factor;
  });
  return shifts;
}

/**
 * The predicted rating of a movie without each of the visitor's ratings in turn, before clipping: [n] float64.
 * `stars` is the prediction with all of them; `shifts` comes from `removalShifts`.
 */
export function starsWithoutEach(
  head: RatingHead,
  item: number,
  stars: number,
  shifts: Float64Array
): Float64Array {
  const { values, columns: size } = head.vectors;
  const without = new Float64Array(shifts.length / size).fill(stars);
  for (let i = 0; i < without.length; i++) {
    for (let j = 0; j < size; j++) without[i]! += values[item * size + j]! * shifts[i * size + j]!;
  }
  return without;
}
