/** Owns the little dense linear algebra that the fold-in and the sampler need. Row-major float64. */
import { YamrError } from './errors.ts';

/**
 * Inner product of `length` numbers of `a` from `i` and of `b` from `j`. Four sums, so that no addition waits for
 * the one before it.
 */
export function innerProduct(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s += a[i + k]! * b[j + k]!;
    t += a[i + k + 1]! * b[j + k + 1]!;
    u += a[i + k + 2]! * b[j + k + 2]!;
    v += a[i + k + 3]! * b[j + k + 3]!;
  }
  for (; k < length; k++) s += a[i + k]! * b[j + k]!;
  return s + t + u + v;
}

/**
 * Cholesky factor L (lower) of a symmetric positive definite matrix, in place: `a` [n, n] becomes L in its
 * lower triangle (the upper one is left as it was). Throws `internal` where the matrix is not positive
 * definite. Golub and Van Loan, Matrix Computations, algorithm 4.2.2.
 */
export function choleskyInPlace(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    for (let k = 0; k < j; k++) {
      const rowK = k * n;
      a[rowJ + k] = (a[rowJ + k]! - innerProduct(a, rowJ, a, rowK, k)) / a[rowK + k]!;
    }
    const diagonal = a[rowJ + j]! - innerProduct(a, rowJ, a, rowJ, j);
    if (!(diagonal > 0)) throw new YamrError('internal', 'A matrix that must be positive definite is not.');
    a[rowJ + j] = Math.sqrt(diagonal);
  }
}

/** Solves L x = b in place, L the lower factor [n, n]; `b` starts at `offset`. */
export function forwardSolve(l: Float64Array, n: number, b: Float64Array, offset = 0): void {
  for (let j = 0; j < n; j++) {
    const row = j * n;
    b[offset + j] = (b[offset + j]! - innerProduct(l, row, b, offset, j)) / l[row + j]!;
  }
}

/** Solves L' x = b in place. */
export function backwardSolve(l: Float64Array, n: number, b: Float64Array, offset = 0): void {
  for (let j = n - 1; j >= 0; j--) {
    let sum = b[offset + j]!;
    for (let m = j + 1; m < n; m++) sum -= l[m * n + j]! * b[offset + m]!;
    b[offset + j] = sum / l[j * n + j]!;
  }
}

/** The inverse of the lower factor L, lower too: [n, n]. Its rows are summed up from those before, each read in order. */
export function inverseLower(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let k = 0; k < i; k++) {
      const factor = l[row + k]!;
      for (let j = 0; j <= k; j++) inverse[row + j]! -= factor * inverse[k * n + j]!;
    }
    const diagonal = l[row + i]!;
    for (let j = 0; j < i; j++) inverse[row + j]! /= diagonal;
    inverse[row + i] = 1 / diagonal;
  }
  return inverse;
}

/** The inverse of L L' as a full symmetric matrix [n, n]. */
export function inverseFromCholesky(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    inverse[k * n + k] = 1;
    forwardSolve(l, n, inverse, k * n);
    backwardSolve(l, n, inverse, k * n);
  }
  return inverse;
}
