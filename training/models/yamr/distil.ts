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
  /** The same of movies that nobody rated, by their content. */
  readonly cold: ColdItems;
}

/** A movie without ratings, with content f [F]: its mean is [1, f] . mean, its vector [1, f] vectors. */
export interface ColdItems {
  /** [F + 1] stars, the first for every movie. */
  readonly mean: Float64Array;
  /** [F + 1, R] row-major. */
  readonly vectors: Float64Array;
  /** Variance that its content leaves open. */
  readonly residual: number;
}

/** Collects draws one at a time, so that no draw needs to be kept whole. */
export class Distiller {
  /** Columns of Z before centring and scaling, each [itemCount]. */
  private readonly spread: Float32Array[] = [];
  private readonly means: Float32Array[] = [];
  /** The same columns for content instead of movies, each [F + 1]. */
  private readonly coldSpread: Float64Array[] = [];
  private readonly coldMeans: Float64Array[] = [];
  private noise = 0;
  private coldVariance = 0;

  constructor(
    private readonly itemCount: number,
    private readonly d: number
  ) {}

  add(sample: GibbsSample): void {
    const { itemCount, d } = this;
    // Lambda_U^-1 = (L^-1)' (L^-1), so the rows of L^-1 serve as the columns of a square root.
    for (let column = 0; column < d; column++) {
      const direction = new Float64Array(d);
      for (let k = 0; k < d; k++) {
        const unit = new Float64Array(d);
        unit[k] = 1;
        forwardSolve(sample.userPrecisionFactor, d, unit);
        direction[k] = unit[column]!;
      }
      this.spread.push(project(sample.items, direction, itemCount));
      this.coldSpread.push(projectContent(sample, direction));
      this.coldVariance += openVariance(sample, direction);
    }
    this.means.push(project(sample.items, sample.userMean, itemCount));
    this.coldMeans.push(projectContent(sample, sample.userMean));
    this.coldVariance += openVariance(sample, sample.userMean);
    this.noise += 1 / sample.alpha;
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
    return {
      mean,
      vectors,
      residual,
      noise: this.noise / count,
      cold: this.cold(columns, vectors, rank, scale)
    };
  }

  /**
   * The vectors are E = Z V with V the right singular vectors of Z, and V = Z' E / |E_r|^2 column by column: the same V takes
   * the columns of content to a vector.
   */
  private cold(
    columns: readonly Float32Array[],
    vectors: Float64Array,
    rank: number,
    scale: number
  ): ColdItems {
    const count = this.coldMeans.length;
    const width = this.coldMeans[0]?.length ?? 1;
    const mean = new Float64Array(width);
    for (const draw of this.coldMeans) for (let f = 0; f < width; f++) mean[f]! += draw[f]! / count;
    const centred = this.coldMeans.map((draw) => draw.map((value, f) => value - mean[f]!));
    const content = [...this.coldSpread, ...centred];
    const square = new Float64Array(rank);
    for (let k = 0; k < vectors.length; k++) square[k % rank]! += vectors[k]! ** 2;
    const map = new Float64Array(width * rank);
    for (const [c, column] of columns.entries()) {
      const right = new Float64Array(rank);
      for (let item = 0; item < column.length; item++)
        for (let r = 0; r < rank; r++) right[r]! += column[item]! * vectors[item * rank + r]!;
      for (let f = 0; f < width; f++)
        for (let r = 0; r < rank; r++)
          if (square[r]! > 0)
            map[f * rank + r]! += (scale * scale * content[c]![f]! * right[r]!) / square[r]!;
    }
    return { mean, vectors: map, residual: this.coldVariance / count };
  }
}

/** [1, f] times this is what a movie of content f is expected to be in a direction [d]: [F + 1]. */
function projectContent({ itemMean, itemLink }: GibbsSample, direction: Float64Array): Float64Array {
  const d = direction.length;
  return Float64Array.from({ length: itemLink.length / d + 1 }, (_, row) => {
    let sum = 0;
    for (let j = 0; j < d; j++)
      sum += direction[j]! * (row === 0 ? itemMean[j]! : itemLink[(row - 1) * d + j]!);
    return sum;
  });
}

/** Variance of a movie in a direction [d], given its content. */
function openVariance({ itemPrecisionFactor }: GibbsSample, direction: Float64Array): number {
  const solved = direction.slice();
  forwardSolve(itemPrecisionFactor, direction.length, solved);
  return solved.reduce((sum, value) => sum + value * value, 0);
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
