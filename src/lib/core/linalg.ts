/** Owns the little dense linear algebra that the fold-in and the sampler need. Row-major float64. */
import { YamrError } from './errors.ts';

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
      let sum = a[rowJ + k]!;
      for (let m = 0; m < k; m++) sum -= a[rowJ + m]! * a[rowK + m]!;
      a[rowJ + k] = sum / a[rowK + k]!;
    }
    let diagonal = a[rowJ + j]!;
    for (let m = 0; m < j; m++) diagonal -= a[rowJ + m]! * a[rowJ + m]!;
    if (!(diagonal > 0)) throw new YamrError('internal', 'A matrix that must be positive definite is not.');
    a[rowJ + j] = Math.sqrt(diagonal);
  }
}

/** Solves L x = b in place, L the lower factor [n, n]; `b` starts at `offset`. */
export function forwardSolve(l: Float64Array, n: number, b: Float64Array, offset = 0): void {
  for (let j = 0; j < n; j++) {
    let sum = b[offset + j]!;
    const row = j * n;
    for (let m = 0; m < j; m++) sum -= l[row + m]! * b[offset + m]!;
    b[offset + j] = sum / l[row + j]!;
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
