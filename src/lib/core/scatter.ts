/**
 * Owns how much a visitor's ratings scatter around what is expected of them, beside most people's: some rate by mood, some like clockwork.
 * Neighbour: `rating-head.ts`, whose deviations it widens or narrows.
 */
import { innerProduct } from './linalg.ts';
import type { RatingHead } from './rating-head.ts';
import { answerNoise } from './rating-sums.ts';
import type { Profile } from './visitor-model.ts';

/** What is known of people's scatter before they have rated anything. */
export interface ScatterPrior {
  /** Ratings that the crowd's scatter counts for beside the visitor's own. */
  readonly ratings: number;
  /** Mean of `surprises` over people: 1 where the stated variances are right. */
  readonly surprise: number;
}

/** More ratings than this tell nothing new of the scatter; a long profile is sampled evenly. */
const RATINGS_MAX = 200;

/**
 * How surprising some of a profile's ratings are, each beside its variance as the others predict it (leave-one-out residuals of the
 * fold-in, Rasmussen and Williams 2006, section 5.4.2): with the leverage h = w' C w / d, a rating's error around the
 * prediction without it is (y - w'z) / (1 - h), and the variance of that is sigma^2 + delta + w' C w / (1 - h). `z` [R] and
 * `inverseFactor` [R, R] are the fold-in's (FoldedVisitor).
 */
export function surprises(
  head: RatingHead,
  { items, stars }: Profile,
  z: Float64Array,
  inverseFactor: Float64Array
): Float64Array {
  const { values, columns: size } = head.vectors;
  const step = Math.max(1, Math.ceil(items.length / RATINGS_MAX));
  const w = new Float64Array(size);
  return Float64Array.from({ length: Math.ceil(items.length / step) }, (_, k) => {
    const place = k * step;
    const item = items[place]!;
    w.set(values.subarray(item * size, (item + 1) * size));
    let leverage = 0;
    for (let j = 0; j < size; j++) leverage += innerProduct(inverseFactor, j * size, w, 0, j + 1) ** 2;
    const left = 1 - leverage / answerNoise(head, item);
    const error = (stars[place]! - head.mean[item]! - innerProduct(w, 0, z, 0, size)) / left;
    return error ** 2 / (head.noise + head.residual[item]! + leverage / left);
  });
}

/** Factor on every variance of a visitor with these surprises: 1 for most people, and without any. */
export function scatterOf({ ratings, surprise }: ScatterPrior, own: Float64Array): number {
  const sum = own.reduce((total, value) => total + value, 0);
  return (ratings + sum / surprise) / (ratings + own.length);
}
