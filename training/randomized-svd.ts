/**
 * Owns the truncated singular value decomposition: randomised subspace iteration (Halko, Martinsson and Tropp
 * 2011, algorithms 4.4 and 5.1) over a matrix that is only known by its products, so sparse or stacked
 * matrices are never copied.
 */
import { innerProduct } from '#core/linalg';
import type { Random } from '#core/random';

/** A matrix [rows, columns] by its products. Blocks are column-major: column j starts at j * length. */
export interface LinearOperator {
  readonly rows: number;
  readonly columns: number;
  /** y = A x, x [columns], y [rows] (written). */
  multiply(x: Float64Array, y: Float64Array): void;
  /** x = A' y, y [rows], x [columns] (written). */
  multiplyTransposed(y: Float64Array, x: Float64Array): void;
}

/** Orthonormalises columns in place by modified Gram-Schmidt, twice; dependent columns become zero. */
function orthonormalise(columns: Float64Array[]): void {
  columns.forEach((column, j) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) {
        const other = columns[k]!;
        const dot = innerProduct(column, 0, other, 0, column.length);
        for (let i = 0; i < column.length; i++) column[i]! -= dot * other[i]!;
      }
    }
    const square = innerProduct(column, 0, column, 0, column.length);
    const scale = square > 1e-24 ? 1 / Math.sqrt(square) : 0;
    for (let i = 0; i < column.length; i++) column[i]! *= scale;
  });
}

/** Eigenvectors (columns of `vectors`) and eigenvalues of a small symmetric matrix: cyclic Jacobi. */
export function symmetricEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const vectors = new Float64Array(n * n);
  for (let k = 0; k < n; k++) vectors[k * n + k] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let all = 0;
    for (let p = 0; p < n; p++)
      for (let q = 0; q < n; q++) {
        const square = a[p * n + q]! ** 2;
        all += square;
        if (p !== q) off += square;
      }
    if (off <= 1e-24 * all) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q]!;
        if (Math.abs(apq) < 1e-300) continue;
        const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const akp = a[k * n + p]!;
          const akq = a[k * n + q]!;
          a[k * n + p] = c * akp - s * akq;
          a[k * n + q] = s * akp + c * akq;
        }
        for (let k = 0; k < n; k++) {
          const apk = a[p * n + k]!;
          const aqk = a[q * n + k]!;
          a[p * n + k] = c * apk - s * aqk;
          a[q * n + k] = s * apk + c * aqk;
          const vkp = vectors[k * n + p]!;
          const vkq = vectors[k * n + q]!;
          vectors[k * n + p] = c * vkp - s * vkq;
          vectors[k * n + q] = s * vkp + c * vkq;
        }
      }
    }
  }
  return { values: Float64Array.from({ length: n }, (_, k) => a[k * n + k]!), vectors };
}

/**
 * Left singular vectors times singular values, U S: [rows, rank] float64, row-major, largest first. Signs are
 * fixed (the largest entry of each column is positive), so that the same seed gives the same vectors.
 */
export function randomizedSvd(
  matrix: LinearOperator,
  rank: number,
  random: Random,
  { oversampling = 10, iterations = 4 } = {}
): Float64Array {
  const { rows, columns } = matrix;
  const kept = Math.min(rank, rows, columns);
  const width = Math.min(kept + oversampling, rows, columns);
  const basis = Array.from({ length: width }, () => {
    const x = Float64Array.from({ length: columns }, () => random.normal());
    const y = new Float64Array(rows);
    matrix.multiply(x, y);
    return y;
  });
  orthonormalise(basis);
  const projected = basis.map(() => new Float64Array(columns));
  for (let iteration = 0; iteration < iterations; iteration++) {
    basis.forEach((y, j) => {
      matrix.multiplyTransposed(y, projected[j]!);
    });
    orthonormalise(projected);
    basis.forEach((y, j) => {
      matrix.multiply(projected[j]!, y);
    });
    orthonormalise(basis);
  }
  basis.forEach((y, j) => {
    matrix.multiplyTransposed(y, projected[j]!);
  });
  const gram = new Float64Array(width * width);
  for (let p = 0; p < width; p++) {
    for (let q = p; q < width; q++) {
      const dot = innerProduct(projected[p]!, 0, projected[q]!, 0, columns);
      gram[p * width + q] = gram[q * width + p] = dot;
    }
  }
  const { values, vectors } = symmetricEigen(gram, width);
  const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!);
  const result = new Float64Array(rows * rank);
  for (let r = 0; r < kept; r++) {
    const from = order[r]!;
    const singular = Math.sqrt(Math.max(0, values[from]!));
    // Column after column, so that memory is read in order.
    const left = new Float64Array(rows);
    basis.forEach((column, k) => {
      const factor = vectors[k * width + from]!;
      for (let row = 0; row < rows; row++) left[row]! += factor * column[row]!;
    });
    const largest = left.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    const scale = largest < 0 ? -singular : singular;
    for (let row = 0; row < rows; row++) result[row * rank + r] = scale * left[row]!;
  }
  return result;
}
