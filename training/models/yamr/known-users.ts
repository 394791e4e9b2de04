/**
 * Owns rating prediction for users of the training data (protocol A): the posterior mean of the sampler's
 * products, mean_s U_s V_s', truncated to one dot product of `rank` numbers a user and a movie.
 */
import type { Random } from '#core/random';
import type { Matrix } from '#core/tensor';
import { randomizedSvd } from '../../randomized-svd.ts';
import type { SparseRows } from '../../sparse-ratings.ts';
import { sampleFactors, type GibbsOptions } from './gibbs.ts';

export interface KnownUsers {
  readonly rank: number;
  /** [userCount, rank] and [itemCount, rank] row-major: their dot product is the rating less the mean. */
  readonly users: Float32Array;
  readonly items: Float32Array;
}

/** out += weight * factors [count, d] times direction [d]. */
function addProjected(
  factors: Float32Array,
  d: number,
  direction: Float64Array,
  weight: number,
  out: Float64Array
): void {
  for (let row = 0, k = 0; row < out.length; row++) {
    let sum = 0;
    for (let j = 0; j < d; j++, k++) sum += factors[k]! * direction[j]!;
    out[row]! += weight * sum;
  }
}

/** factors' x: [d]. */
function transposeTimes(factors: Float32Array, d: number, x: Float64Array): Float64Array {
  const result = new Float64Array(d);
  for (let row = 0, k = 0; row < x.length; row++) {
    const value = x[row]!;
    for (let j = 0; j < d; j++, k++) result[j]! += factors[k]! * value;
  }
  return result;
}

/** Samples, averages and truncates. `features` [itemCount, F]; ratings centred by the global mean. */
export function fitKnownUsers(
  byUser: SparseRows,
  byItem: SparseRows,
  features: Matrix,
  gibbs: GibbsOptions,
  rank: number,
  random: Random,
  onSweep: (sweep: number) => void
): KnownUsers {
  const d = gibbs.embeddingSize;
  const draws: { users: Float32Array; items: Float32Array }[] = [];
  sampleFactors(
    byUser,
    byItem,
    features,
    gibbs,
    random,
    ({ users, items }) => draws.push({ users: Float32Array.from(users), items: Float32Array.from(items) }),
    onSweep
  );
  const userCount = byUser.start.length - 1;
  const itemCount = byItem.start.length - 1;
  const weight = 1 / draws.length;
  const operator = {
    rows: itemCount,
    columns: userCount,
    multiply(x: Float64Array, y: Float64Array): void {
      y.fill(0);
      for (const { users, items } of draws) addProjected(items, d, transposeTimes(users, d, x), weight, y);
    },
    multiplyTransposed(y: Float64Array, x: Float64Array): void {
      x.fill(0);
      for (const { users, items } of draws) addProjected(users, d, transposeTimes(items, d, y), weight, x);
    }
  };
  const items = randomizedSvd(operator, rank, random, { iterations: 2 });
  // With A = (U S) W', the users' side is W = A' (U S) / S^2, column by column.
  const users = new Float32Array(userCount * rank);
  const column = new Float64Array(itemCount);
  const projected = new Float64Array(userCount);
  for (let r = 0; r < rank; r++) {
    let square = 0;
    for (let item = 0; item < itemCount; item++) {
      column[item] = items[item * rank + r]!;
      square += column[item]! ** 2;
    }
    if (square === 0) continue;
    operator.multiplyTransposed(column, projected);
    for (let user = 0; user < userCount; user++) users[user * rank + r] = projected[user]! / square;
  }
  return { rank, users, items: Float32Array.from(items) };
}
