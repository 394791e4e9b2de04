/**
 * Owns the rating head: how many stars a visitor would give each movie, how sure that is, and why.
 *
 * A visitor's ratings r of the movies S are Gaussian around the crowd's view: r = m + E z + noise with
 * z ~ N(0, I), so z given r is one small linear solve (Gaussian process regression in weight space,
 * Rasmussen and Williams 2006, eq. 2.8), where E holds the learnt vectors and the content kernel
 * (RECOMMENDER.md, "Distil for somebody new"). No network, no iteration.
 */
import { atRatingCount } from './interpolate.ts';
import {
  backwardSolve,
  choleskyInPlace,
  forwardSolve,
  innerProduct,
  inverseFromCholesky,
  inverseLower
} from './linalg.ts';
import { ratingSums, type RatingSums } from './rating-sums.ts';
import { scatterOf, surprises, type ScatterPrior } from './scatter.ts';
import { clipStars } from './rating.ts';
import { dotProduct, type Matrix } from './tensor.ts';
import type { Profile } from './visitor-model.ts';

/** Widens or narrows the stated deviation so that intervals hold what they promise; by number of ratings. */
export interface Calibration {
  /** Ascending numbers of ratings. */
  readonly ratingCounts: readonly number[];
  /** Factor on the deviation at each of them; linear in log(1 + n) between, constant outside. */
  readonly factors: readonly number[];
}

export interface RatingHead {
  /** Crowd's expected stars of each movie, m: [itemCount]. */
  readonly mean: Float32Array;
  /** Movie vectors E: [itemCount, R]; the last column is the same for all: the visitor's own offset. */
  readonly vectors: Matrix;
  /** Variance of each movie that E leaves out, delta: [itemCount], stars squared. */
  readonly residual: Float32Array;
  /** Variance of one rating around its expectation, sigma^2, stars squared. */
  readonly noise: number;
  /** Factor on `noise` while folding in: ratings are missing not at random (RECOMMENDER.md, trap 4). */
  readonly noiseScale: number;
  /** Without it everybody's ratings scatter alike. */
  readonly scatter?: ScatterPrior | undefined;
  readonly calibration: Calibration;
}

/** A visitor after the solve. */
export interface FoldedVisitor {
  readonly ratingCount: number;
  /** Posterior mean of z: [R] float64. */
  readonly z: Float64Array;
  /** L^-1, where A = L L' is the inverse of z's posterior covariance: [R, R] float64, lower triangle. Computed when first asked for. */
  readonly inverseFactor: Float64Array;
  /** Posterior covariance of z: [R, R] float64. Computed when first asked for. */
  readonly covariance: Float64Array;
  /** Factor on the variances of this visitor's ratings (scatter.ts). Computed when first asked for. */
  readonly scatter: number;
  /** C b, C the posterior covariance: the solution x of A x = b, [R] float64. `b` is not changed. */
  solve(b: Float64Array): Float64Array;
}

/** The calibration factor at n ratings. */
export function calibrationFactor({ ratingCounts, factors }: Calibration, ratingCount: number): number {
  return atRatingCount(ratingCounts, factors, ratingCount);
}

/**
 * Folds a visitor in: A = I + W' D^-1 W, z = A^-1 W' D^-1 (r - m), with W = E[items] and
 * D = diag(noiseScale * sigma^2 + delta). O(R^3) where the `sums` are known, else O(n R^2 + R^3).
 */
export function foldIn(
  head: RatingHead,
  profile: Profile,
  { gram, pull }: RatingSums = ratingSums(head, profile)
): FoldedVisitor {
  const size = head.vectors.columns;
  const a = gram.slice();
  for (let j = 0; j < size; j++) a[j * size + j]! += 1;
  choleskyInPlace(a, size);
  const solve = (b: Float64Array): Float64Array => {
    const x = b.slice();
    forwardSolve(a, size, x);
    backwardSolve(a, size, x);
    return x;
  };
  let covariance: Float64Array | undefined;
  let inverseFactor: Float64Array | undefined;
  let scatter: number | undefined;
  const z = solve(pull);
  return {
    ratingCount: profile.items.length,
    z,
    get scatter() {
      return (scatter ??= head.scatter
        ? scatterOf(head.scatter, surprises(head, profile, z, this.inverseFactor))
        : 1);
    },
    get inverseFactor() {
      return (inverseFactor ??= inverseLower(a, size));
    },
    get covariance() {
      return (covariance ??= inverseFromCholesky(a, size));
    },
    solve
  };
}

/** Expected stars of every movie, not clipped: m + E z. [itemCount] float32. */
export function predictAll(head: RatingHead, visitor: FoldedVisitor): Float32Array {
  const { rows, columns, values } = head.vectors;
  const z = Float32Array.from(visitor.z);
  const out = new Float32Array(rows);
  for (let item = 0; item < rows; item++) {
    out[item] = head.mean[item]! + dotProduct(values, item * columns, z, 0, columns);
  }
  return out;
}

/** Variance of the rating that somebody of most people's scatter would give a movie: sigma^2 + delta + e' C e, stars squared. */
function varianceOf(head: RatingHead, { inverseFactor }: FoldedVisitor, item: number): number {
  const size = head.vectors.columns;
  const e = new Float64Array(head.vectors.values.subarray(item * size, (item + 1) * size));
  let variance = head.noise + head.residual[item]!;
  // e' C e = |L^-1 e|^2; rows of the inverse wait for nothing, where a forward substitution waits for each one before.
  for (let j = 0; j < size; j++) variance += innerProduct(inverseFactor, j * size, e, 0, j + 1) ** 2;
  return variance;
}

/**
 * Calibrated standard deviation of the rating that the visitor would give a movie, in stars:
 * factor(n) * sqrt(scatter * (sigma^2 + delta + e' C e)).
 */
export function deviationOf(head: RatingHead, visitor: FoldedVisitor, item: number): number {
  const variance = visitor.scatter * varianceOf(head, visitor, item);
  return calibrationFactor(head.calibration, visitor.ratingCount) * Math.sqrt(variance);
}

/** What is open of a movie, in stars, apart from how the visitor's ratings scatter: it falls with every rating. */
export function opennessOf(head: RatingHead, visitor: FoldedVisitor, item: number): number {
  return Math.sqrt(varianceOf(head, visitor, item));
}

/** `predictAll`, clipped to the scale. */
export function predictStars(head: RatingHead, visitor: FoldedVisitor): Float32Array {
  const predicted = predictAll(head, visitor);
  for (let item = 0; item < predicted.length; item++) predicted[item] = clipStars(predicted[item]!);
  return predicted;
}
