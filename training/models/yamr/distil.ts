/**
 * Owns the step from the sampler's draws to the rating head's vectors.
 *
 * Over the draws, the rating vector of a random unseen user is Gaussian with mean m and covariance Z Z',
 * where Z stacks V chol(Lambda_U^-1) / sqrt(S) and (V mu_U - m) / sqrt(S) over the S draws (law of total
 * covariance; RECOMMENDER.md, "Distil for somebody new"). A truncated SVD of Z gives R vectors a movie and
 * the variance that they leave out.
 */
import { forwardSolve } from '#core/linalg';
import type { Random } from '#core/random';
import { randomizedSvd } from '../../randomized-svd.ts';
import type { GibbsSample } from './gibbs.ts';

export interface Distilled {
  /** What a random user would give each movie, less the global mean: [itemCount] stars. */
  readonly mean: Float64Array;
  /** [itemCount, R] row-major. */
  readonly vectors: Float64Array;
  /** Variance of each movie that the vectors leave out: [itemCount]. */
  readonly residual: Float64Array;
  /** Mean of 1 / alpha over the draws: variance of one rating. */
  readonly noise: number;
}

/** Collects draws one at a time, so that no draw needs to be kept whole. */
export class Distiller {
  /** Columns of Z before centring and scaling, each [itemCount]. */
  private readonly spread: Float32Array[] = [];
  private readonly means: Float32Array[] = [];
  private noise = 0;

  constructor(
    private readonly itemCount: number,
    private readonly d: number
  ) {}

  add({ items, userMean, userPrecisionFactor, alpha }: GibbsSample): void {
    const { itemCount, d } = this;
    // Lambda_U^-1 = (L^-1)' (L^-1), so the rows of L^-1 serve as the columns of a square root.
    for (let column = 0; column < d; column++) {
      const direction = new Float64Array(d);
      for (let k = 0; k < d; k++) {
        const unit = new Float64Array(d);
        unit[k] = 1;
        forwardSolve(userPrecisionFactor, d, unit);
        direction[k] = unit[column]!;
      }
      this.spread.push(project(items, direction, itemCount));
    }
    this.means.push(project(items, userMean, itemCount));
    this.noise += 1 / alpha;
  }

  finish(rank: number, random: Random): Distilled {
    const { itemCount } = this;
    const count = this.means.length;
    const mean = new Float64Array(itemCount);
    for (const draw of this.means) for (let k = 0; k < itemCount; k++) mean[k]! += draw[k]! / count;
    const centred = this.means.map((draw) => draw.map((value, k) => value - mean[k]!));
    const columns = [...this.spread, ...centred];
    const scale = 1 / Math.sqrt(count);
    const vectors = randomizedSvd(
      {
        rows: itemCount,
        columns: columns.length,
        multiply(x, y) {
          y.fill(0);
          columns.forEach((column, j) => {
            const weight = scale * x[j]!;
            for (let k = 0; k < itemCount; k++) y[k]! += weight * column[k]!;
          });
        },
        multiplyTransposed(y, x) {
          columns.forEach((column, j) => {
            let dot = 0;
            for (let k = 0; k < itemCount; k++) dot += column[k]! * y[k]!;
            x[j] = scale * dot;
          });
        }
      },
      rank,
      random,
      { iterations: 2 }
    );
    const residual = new Float64Array(itemCount);
    for (const column of columns)
      for (let k = 0; k < itemCount; k++) residual[k]! += (scale * column[k]!) ** 2;
    for (let k = 0; k < itemCount; k++) {
      for (let j = 0; j < rank; j++) residual[k]! -= vectors[k * rank + j]! ** 2;
      residual[k] = Math.max(0, residual[k]!);
    }
    return { mean, vectors, residual, noise: this.noise / count };
  }
}

/** items [itemCount, d] times a direction [d]. */
function project(items: Float64Array, direction: Float64Array, itemCount: number): Float32Array {
  const d = direction.length;
  const out = new Float32Array(itemCount);
  for (let item = 0; item < itemCount; item++) {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += items[item * d + j]! * direction[j]!;
    out[item] = sum;
  }
  return out;
}
