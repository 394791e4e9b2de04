/**
 * Owns the innermost loop of the sampler, where most of its time goes: a row's ratings are added to its normal
 * equations, four at a time, so that each sum is loaded and stored once for four products. The order of the
 * additions is that of one rating after the other, and so is every bit of the result.
 */
import type { SparseRows } from '../../sparse-ratings.ts';

/**
 * Adds alpha w w' to the lower triangle of `a` [d, d] and alpha y w to `b` [d] for each rating of `row`: y its
 * value, w the other side's factors [count, d] of what was rated.
 */
export function addRatings(
  a: Float64Array,
  b: Float64Array,
  { start, index, value }: SparseRows,
  row: number,
  factors: Float64Array,
  alpha: number,
  d: number
): void {
  const end = start[row + 1]!;
  let p = start[row]!;
  for (; p + 3 < end; p += 4) {
    const [at0, at1, at2, at3] = [index[p]! * d, index[p + 1]! * d, index[p + 2]! * d, index[p + 3]! * d];
    const pull0 = alpha * value[p]!;
    const pull1 = alpha * value[p + 1]!;
    const pull2 = alpha * value[p + 2]!;
    const pull3 = alpha * value[p + 3]!;
    for (let j = 0; j < d; j++) {
      const w0 = factors[at0 + j]!;
      const w1 = factors[at1 + j]!;
      const w2 = factors[at2 + j]!;
      const w3 = factors[at3 + j]!;
      b[j] = b[j]! + pull0 * w0 + pull1 * w1 + pull2 * w2 + pull3 * w3;
      const scaled0 = alpha * w0;
      const scaled1 = alpha * w1;
      const scaled2 = alpha * w2;
      const scaled3 = alpha * w3;
      const to = j * d;
      for (let k = 0; k <= j; k++) {
        a[to + k] =
          a[to + k]! +
          scaled0 * factors[at0 + k]! +
          scaled1 * factors[at1 + k]! +
          scaled2 * factors[at2 + k]! +
          scaled3 * factors[at3 + k]!;
      }
    }
  }
  for (; p < end; p++) {
    const at = index[p]! * d;
    const pull = alpha * value[p]!;
    for (let j = 0; j < d; j++) {
      const w = factors[at + j]!;
      b[j]! += pull * w;
      for (let k = 0; k <= j; k++) a[j * d + k]! += alpha * w * factors[at + k]!;
    }
  }
}
