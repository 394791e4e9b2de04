/**
 * Owns the matrices that the ranking network multiplies a query by, as parts of the release: a movie has the rows of all parts
 * side by side. Whoever computes takes them in the order in which it reads memory.
 */
import { createMatrix, type Matrix } from '#core/tensor';
import type { RowSource } from './row-products.ts';

export interface KernelPart {
  readonly matrix: Matrix;
  /** Each movie's values are multiplied by: [rows of the matrix]. */
  readonly gain?: Float32Array;
}

/** [size of a query, movies]. */
export interface CatalogueKernel extends RowSource {
  /** A movie a column: [size, rowCount]. Made anew at every call. */
  byColumn(): Matrix;
}

/** Movies that are transposed at once. */
const BLOCK = 32;

/** Of the movies `from` to `to`. */
export function catalogueKernel(parts: readonly KernelPart[], from: number, to: number): CatalogueKernel {
  const rowCount = to - from;
  const size = parts.reduce((sum, { matrix }) => sum + matrix.columns, 0);
  return {
    rowCount,
    size,
    copyRows(out, stride) {
      let first = 0;
      for (const { matrix, gain } of parts) {
        const { columns, values } = matrix;
        for (let row = 0; row < rowCount; row++) {
          const item = from + row;
          const at = row * stride + first;
          const factor = gain ? gain[item]! : 1;
          for (let j = 0; j < columns; j++) out[at + j] = factor * values[item * columns + j]!;
        }
        first += columns;
      }
    },
    byColumn() {
      const kernel = createMatrix(size, rowCount);
      const { values: out } = kernel;
      let firstRow = 0;
      for (const { matrix, gain } of parts) {
        const { columns, values } = matrix;
        // A block of movies fills whole cache lines of the kernel's rows while they are at hand.
        for (let block = from; block < to; block += BLOCK) {
          const end = Math.min(to, block + BLOCK);
          for (let j = 0; j < columns; j++) {
            const row = (firstRow + j) * rowCount - from;
            for (let item = block; item < end; item++)
              out[row + item] = (gain ? gain[item]! : 1) * values[item * columns + j]!;
          }
        }
        firstRow += columns;
      }
      return kernel;
    }
  };
}
