/**
 * Owns predicted ratings taken apart, exactly: what each past rating adds, and what the prediction would be without it.
 * Neighbour: `rating-head.ts`, whose fold-in it takes back one rating at a time.
 */
import { innerProduct } from './linalg.ts';
import type { FoldedVisitor, RatingHead } from './rating-head.ts';
import { answerNoise } from './rating-sums.ts';
import type { Profile } from './visitor-model.ts';

/** A predicted rating taken apart: crowd + offset + the sum of `shares` = `stars` (before clipping). */
export interface RatingExplanation {
  /** The prediction before it is clipped to the scale. */
  readonly stars: number;
  /** What the crowd would give. */
  readonly crowd: number;
  /** What the visitor adds to any movie: generous or strict. */
  readonly offset: number;
  /** What each past rating adds for this movie, in profile order: [n]. */
  readonly shares: Float64Array;
  /** What `stars` would be without each past rating, in profile order: [n]. Computed when asked for. */
  starsWithoutEach(): Float64Array;
}

/** A weighted mean of movies, which is predicted as a movie is. */
export interface Blend {
  /** What the crowd would give. */
  readonly mean: number;
  /** [R] */
  readonly vector: Float64Array;
}

/** What taking a rating away needs to know of it, whatever the movie: [n] each. */
interface Removal {
  /** How much less z moves towards C w_i. */
  readonly factors: Float64Array;
  /** w_i' C at the offset's column. */
  readonly offsets: Float64Array;
}

/**
 * Takes the predictions of `targets`, movies or blends of movies, apart for a visitor who was folded in from `profile`. O(n R) a movie.
 *
 * With the fold-in's covariance C, y = r - m, d_i = noiseScale sigma^2 + delta_i and w_i = E[rated i], z = sum C w_i y_i / d_i:
 * the prediction is linear in y, and rating i adds e' C w_i y_i / d_i to a movie e. What it adds through the offset, e's last
 * column, is no word about this movie, and counted together. Taking it away is a rank-one downdate of A = C^-1; by Sherman and
 * Morrison (1950)
 *   z without i = z - C w_i (y_i - w_i' z) / (d_i - w_i' C w_i):
 * exactly the solve without it. d_i > w_i' C w_i because C is the inverse of I + w_i w_i' / d_i + ...
 */
export function explainRatings(
  head: RatingHead,
  visitor: FoldedVisitor,
  profile: Profile,
  targets: readonly (number | Blend)[]
): readonly RatingExplanation[] {
  const { items: rated, stars: given } = profile;
  const { values, columns: size } = head.vectors;
  const last = size - 1;
  const vectors = targets.map((target) => (typeof target === 'number' ? rowOf(head, target) : target.vector));
  // C e without the offset, of one movie after the other.
  const directions = new Float64Array(targets.length * size);
  vectors.forEach((e, k) => directions.set(visitor.solve(withoutLast(e)), k * size));
  /** w_i' C e without the offset: [items, n]. */
  const projections = vectors.map(() => new Float64Array(rated.length));
  const w = new Float64Array(size);
  // A past rating's vector is read once for all movies.
  for (let i = 0; i < rated.length; i++) {
    w.set(values.subarray(rated[i]! * size, (rated[i]! + 1) * size));
    for (let k = 0; k < projections.length; k++)
      projections[k]![i] = innerProduct(w, 0, directions, k * size, size);
  }
  let removal: Removal | undefined;
  return vectors.map((e, k): RatingExplanation => {
    const projection = projections[k]!;
    const target = targets[k]!;
    const crowd = typeof target === 'number' ? head.mean[target]! : target.mean;
    const offset = e[last]! * visitor.z[last]!;
    const shares = projection.map(
      (value, i) => (value * (given[i]! - head.mean[rated[i]!]!)) / answerNoise(head, rated[i]!)
    );
    const stars = shares.reduce((sum, share) => sum + share, crowd + offset);
    return {
      stars,
      crowd,
      offset,
      shares,
      starsWithoutEach() {
        const { factors, offsets } = (removal ??= removalOf(head, visitor, profile));
        return projection.map((value, i) => stars - (value + e[last]! * offsets[i]!) * factors[i]!);
      }
    };
  });
}

function removalOf(head: RatingHead, visitor: FoldedVisitor, { items, stars }: Profile): Removal {
  const size = head.vectors.columns;
  const offset = new Float64Array(size);
  offset[size - 1] = 1;
  const { z, inverseFactor } = visitor;
  const own = visitor.solve(offset);
  const factors = new Float64Array(items.length);
  const offsets = new Float64Array(items.length);
  items.forEach((item, i) => {
    const w = rowOf(head, item);
    // w' C w = |L^-1 w|^2.
    let leverage = 0;
    for (let j = 0; j < size; j++) leverage += innerProduct(inverseFactor, j * size, w, 0, j + 1) ** 2;
    const error = stars[i]! - head.mean[item]! - innerProduct(w, 0, z, 0, size);
    factors[i] = error / (answerNoise(head, item) - leverage);
    offsets[i] = innerProduct(w, 0, own, 0, size);
  });
  return { factors, offsets };
}

const rowOf = ({ vectors: { columns, values } }: RatingHead, item: number): Float64Array =>
  new Float64Array(values.subarray(item * columns, (item + 1) * columns));

function withoutLast(e: Float64Array): Float64Array {
  const rest = e.slice();
  rest[rest.length - 1] = 0;
  return rest;
}
