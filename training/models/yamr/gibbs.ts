/**
 * Owns the sampler of the rating head: Bayesian probabilistic matrix factorisation with side information.
 *
 *   r - mean = u . v + noise(1 / alpha);  u ~ N(mu_U, Lambda_U^-1);  v_i ~ N(mu_V + beta' F_i, Lambda_V^-1)
 *
 * with Normal-Wishart hyperpriors (Salakhutdinov and Mnih 2008, eqs. 11 to 14: b0 = 2, nu0 = d, W0 = I), the
 * link matrix beta of Macau (Simm et al. 2017, eqs. 4 and 5) and a Gamma(1, 1) prior on alpha.
 */
import { backwardSolve, choleskyInPlace, forwardSolve, inverseFromCholesky } from '#core/linalg';
import type { Random } from '#core/random';
import type { Matrix } from '#core/tensor';
import type { SparseRows } from '../../sparse-ratings.ts';
import { addRatings } from './normal-equations.ts';

export interface GibbsOptions {
  /** Latent dimensions d. */
  readonly embeddingSize: number;
  readonly sweeps: number;
  readonly burnIn: number;
  /** Every how many sweeps after burn-in a sample is kept. */
  readonly keepEvery: number;
  /** Ridge on beta. */
  readonly featureRidge: number;
}

/** One kept draw. Matrices are row-major float64. */
export interface GibbsSample {
  /** [userCount, d] and [itemCount, d]. */
  readonly users: Float64Array;
  readonly items: Float64Array;
  /** Mean [d] and Cholesky factor of the precision [d, d] (lower) of a random user. */
  readonly userMean: Float64Array;
  readonly userPrecisionFactor: Float64Array;
  /**
   * What an item is expected to be by its content: mean [d] and link [F, d] (mu_V and beta), and the Cholesky factor of the
   * precision [d, d] (lower) of what its content leaves open.
   */
  readonly itemMean: Float64Array;
  readonly itemLink: Float64Array;
  readonly itemPrecisionFactor: Float64Array;
  /** Precision of a rating, 1 / stars squared. */
  readonly alpha: number;
}

interface Side {
  readonly count: number;
  /** [count, d] */
  readonly factors: Float64Array;
  readonly mean: Float64Array;
  /** Precision of the prior, [d, d] full. */
  precision: Float64Array;
  /** [featureCount, d], only where there are features. */
  readonly beta: Float64Array;
  /** Prior mean of each row, [count, d]. */
  readonly prior: Float64Array;
}

/** Lower Cholesky factor of a copy, upper triangle zeroed. */
function lower(matrix: Float64Array, n: number): Float64Array {
  const l = matrix.slice();
  choleskyInPlace(l, n);
  for (let j = 0; j < n; j++) for (let k = j + 1; k < n; k++) l[j * n + k] = 0;
  return l;
}

/** A draw from Wishart(degrees, scale) by the Bartlett decomposition; `factor` is the scale's lower Cholesky. */
function drawWishart(random: Random, degrees: number, factor: Float64Array, d: number): Float64Array {
  const a = new Float64Array(d * d);
  for (let j = 0; j < d; j++) {
    for (let k = 0; k < j; k++) a[j * d + k] = random.normal();
    a[j * d + j] = Math.sqrt(2 * random.gamma((degrees - j) / 2));
  }
  const x = new Float64Array(d * d);
  for (let j = 0; j < d; j++)
    for (let k = 0; k < d; k++) {
      let sum = 0;
      for (let m = k; m <= j; m++) sum += factor[j * d + m]! * a[m * d + k]!;
      x[j * d + k] = sum;
    }
  const result = new Float64Array(d * d);
  for (let j = 0; j < d; j++)
    for (let k = 0; k < d; k++) {
      let sum = 0;
      for (let m = 0; m < d; m++) sum += x[j * d + m]! * x[k * d + m]!;
      result[j * d + k] = sum;
    }
  return result;
}

/** Sparse view of the features: most are zero for most movies. */
interface Features {
  readonly columns: number;
  readonly rows: SparseRows;
  /** Cholesky factor of F'F + ridge I. */
  readonly gramFactor: Float64Array;
}

function prepareFeatures(matrix: Matrix, ridge: number): Features {
  const { rows, columns, values } = matrix;
  const start = new Int32Array(rows + 1);
  const index: number[] = [];
  const value: number[] = [];
  const gram = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++) {
      const x = values[row * columns + k]!;
      if (x === 0) continue;
      index.push(k);
      value.push(x);
    }
    start[row + 1] = index.length;
    for (let p = start[row]!; p < start[row + 1]!; p++)
      for (let q = start[row]!; q < start[row + 1]!; q++)
        gram[index[p]! * columns + index[q]!]! += value[p]! * value[q]!;
  }
  for (let k = 0; k < columns; k++) gram[k * columns + k]! += ridge;
  return {
    columns,
    rows: { start, index: Int32Array.from(index), value: Float32Array.from(value) },
    gramFactor: lower(gram, columns)
  };
}

/** Draws mu, Lambda and beta of one side given its factors, and writes the prior mean of each row. */
function drawHyper(
  random: Random,
  side: Side,
  d: number,
  ridge: number,
  features: Features | undefined
): void {
  const { count, factors, mean, beta, prior } = side;
  const b0 = 2;
  if (features) linkedMeans(features, beta, d, prior);
  else prior.fill(0);
  const average = new Float64Array(d);
  for (let k = 0; k < count * d; k++) average[k % d]! += (factors[k]! - prior[k]!) / count;
  const scatter = new Float64Array(d * d);
  const shrink = (count * b0) / (count + b0);
  const difference = new Float64Array(d);
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < d; j++) difference[j] = factors[row * d + j]! - prior[row * d + j]! - average[j]!;
    for (let j = 0; j < d; j++)
      for (let k = 0; k <= j; k++) scatter[j * d + k]! += difference[j]! * difference[k]!;
  }
  for (let j = 0; j < d; j++)
    for (let k = 0; k <= j; k++) {
      let sum = scatter[j * d + k]! + shrink * average[j]! * average[k]! + (j === k ? 1 : 0);
      if (features)
        for (let f = 0; f < features.columns; f++) sum += ridge * beta[f * d + j]! * beta[f * d + k]!;
      scatter[j * d + k] = scatter[k * d + j] = sum;
    }
  const posteriorScale = lower(inverseFromCholesky(lower(scatter, d), d), d);
  const precision = drawWishart(random, d + count + (features?.columns ?? 0), posteriorScale, d);
  side.precision = precision;
  const factor = lower(precision, d);
  const noise = Float64Array.from({ length: d }, () => random.normal() / Math.sqrt(count + b0));
  backwardSolve(factor, d, noise);
  for (let j = 0; j < d; j++) mean[j] = (count * average[j]!) / (count + b0) + noise[j]!;
  if (features) {
    drawBeta(random, side, d, ridge, features, factor);
    linkedMeans(features, beta, d, prior);
  }
  for (let k = 0; k < count * d; k++) prior[k]! += mean[k % d]!;
}

/** prior = F beta. */
function linkedMeans({ rows }: Features, beta: Float64Array, d: number, prior: Float64Array): void {
  prior.fill(0);
  for (let row = 0; row + 1 < rows.start.length; row++)
    for (let p = rows.start[row]!; p < rows.start[row + 1]!; p++) {
      const from = rows.index[p]! * d;
      const x = rows.value[p]!;
      for (let j = 0; j < d; j++) prior[row * d + j]! += x * beta[from + j]!;
    }
}

/** Macau, eq. 5: beta = (F'F + ridge I)^-1 (F'(V - mu + E1) + sqrt(ridge) E2), rows of E1, E2 ~ N(0, Lambda^-1). */
function drawBeta(
  random: Random,
  side: Side,
  d: number,
  ridge: number,
  features: Features,
  factor: Float64Array
): void {
  const { rows, columns, gramFactor } = features;
  const right = new Float64Array(columns * d);
  const draw = new Float64Array(d);
  const drawNoise = (): void => {
    for (let j = 0; j < d; j++) draw[j] = random.normal();
    backwardSolve(factor, d, draw);
  };
  for (let row = 0; row < side.count; row++) {
    drawNoise();
    for (let j = 0; j < d; j++) draw[j]! += side.factors[row * d + j]! - side.mean[j]!;
    for (let p = rows.start[row]!; p < rows.start[row + 1]!; p++) {
      const to = rows.index[p]! * d;
      const x = rows.value[p]!;
      for (let j = 0; j < d; j++) right[to + j]! += x * draw[j]!;
    }
  }
  const root = Math.sqrt(ridge);
  for (let f = 0; f < columns; f++) {
    drawNoise();
    for (let j = 0; j < d; j++) right[f * d + j]! += root * draw[j]!;
  }
  const column = new Float64Array(columns);
  for (let j = 0; j < d; j++) {
    for (let f = 0; f < columns; f++) column[f] = right[f * d + j]!;
    forwardSolve(gramFactor, columns, column);
    backwardSolve(gramFactor, columns, column);
    for (let f = 0; f < columns; f++) side.beta[f * d + j] = column[f]!;
  }
}

/** Draws every row's factors given the other side: N((Lambda + alpha W'W)^-1 (Lambda prior + alpha W'y), ...). */
function drawFactors(
  random: Random,
  side: Side,
  other: Float64Array,
  data: SparseRows,
  alpha: number,
  d: number
): void {
  const a = new Float64Array(d * d);
  const b = new Float64Array(d);
  for (let row = 0; row < side.count; row++) {
    a.set(side.precision);
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += side.precision[j * d + k]! * side.prior[row * d + k]!;
      b[j] = sum;
    }
    addRatings(a, b, data, row, other, alpha, d);
    choleskyInPlace(a, d);
    forwardSolve(a, d, b);
    for (let j = 0; j < d; j++) b[j]! += random.normal();
    backwardSolve(a, d, b);
    side.factors.set(b, row * d);
  }
}

function createSide(random: Random, count: number, d: number, featureCount: number): Side {
  return {
    count,
    factors: Float64Array.from({ length: count * d }, () => 0.3 * random.normal()),
    mean: new Float64Array(d),
    precision: new Float64Array(d * d),
    beta: new Float64Array(featureCount * d),
    prior: new Float64Array(count * d)
  };
}

/**
 * Runs the chain and hands each kept sample to `keep` (its arrays are fresh copies). `byUser` and `byItem`
 * hold the same ratings, centred by the global mean; `itemFeatures` [itemCount, F] float32.
 */
export function sampleFactors(
  byUser: SparseRows,
  byItem: SparseRows,
  itemFeatures: Matrix | undefined,
  options: GibbsOptions,
  random: Random,
  keep: (sample: GibbsSample) => void,
  onSweep: (sweep: number) => void = () => undefined
): void {
  const d = options.embeddingSize;
  const features = itemFeatures && prepareFeatures(itemFeatures, options.featureRidge);
  const users = createSide(random, byUser.start.length - 1, d, 0);
  const items = createSide(random, byItem.start.length - 1, d, features?.columns ?? 0);
  let alpha = 2;
  for (let sweep = 0; sweep < options.sweeps; sweep++) {
    drawHyper(random, users, d, options.featureRidge, undefined);
    drawHyper(random, items, d, options.featureRidge, features);
    drawFactors(random, users, items.factors, byUser, alpha, d);
    drawFactors(random, items, users.factors, byItem, alpha, d);
    let squares = 0;
    for (let user = 0; user < users.count; user++)
      for (let p = byUser.start[user]!; p < byUser.start[user + 1]!; p++) {
        let error = byUser.value[p]!;
        const item = byUser.index[p]!;
        for (let j = 0; j < d; j++) error -= users.factors[user * d + j]! * items.factors[item * d + j]!;
        squares += error * error;
      }
    alpha = random.gamma(1 + byUser.value.length / 2) / (1 + squares / 2);
    if (sweep >= options.burnIn && (sweep - options.burnIn) % options.keepEvery === 0) {
      keep({
        users: users.factors.slice(),
        items: items.factors.slice(),
        userMean: users.mean.slice(),
        userPrecisionFactor: lower(users.precision, d),
        itemMean: items.mean.slice(),
        itemLink: items.beta.slice(),
        itemPrecisionFactor: lower(items.precision, d),
        alpha
      });
    }
    onSweep(sweep + 1);
  }
}
