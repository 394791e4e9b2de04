import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { randomizedSvd, symmetricEigen, type LinearOperator } from './randomized-svd.ts';

/** A dense row-major matrix by its products. */
function dense(rows: number, columns: number, a: ArrayLike<number>): LinearOperator {
  return {
    rows,
    columns,
    multiply(x, y) {
      for (let i = 0; i < rows; i++) {
        y[i] = 0;
        for (let j = 0; j < columns; j++) y[i]! += a[i * columns + j]! * x[j]!;
      }
    },
    multiplyTransposed(y, x) {
      x.fill(0);
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) x[j]! += a[i * columns + j]! * y[i]!;
    }
  };
}

/** Orthonormal columns by Gram-Schmidt over random ones, [n, count] by column. */
function orthonormal(n: number, count: number, seed: number): Float64Array[] {
  const random = createRandom(seed);
  const columns: Float64Array[] = [];
  while (columns.length < count) {
    const column = Float64Array.from({ length: n }, () => random.normal());
    for (const other of columns) {
      const dot = column.reduce((sum, value, i) => sum + value * other[i]!, 0);
      column.forEach((_, i) => (column[i]! -= dot * other[i]!));
    }
    const norm = Math.hypot(...column);
    columns.push(column.map((value) => value / norm));
  }
  return columns;
}

/** sum_k singular[k] u_k v_k'. */
function planted(
  rows: number,
  columns: number,
  singular: readonly number[]
): {
  matrix: LinearOperator;
  left: Float64Array[];
} {
  const left = orthonormal(rows, singular.length, 1);
  const right = orthonormal(columns, singular.length, 2);
  const a = new Float64Array(rows * columns);
  singular.forEach((value, k) => {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) a[i * columns + j]! += value * left[k]![i]! * right[k]![j]!;
  });
  return { matrix: dense(rows, columns, a), left };
}

describe('symmetricEigen', () => {
  it('finds 3 and 1 for [[2, 1], [1, 2]], along the diagonals', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    const larger = values[0]! > values[1]! ? 0 : 1;
    expect(values[larger]).toBeCloseTo(3, 12);
    expect(values[1 - larger]).toBeCloseTo(1, 12);
    expect(vectors[larger]! * vectors[2 + larger]!).toBeCloseTo(0.5, 12);
  });

  it('gives orthonormal vectors with A v = lambda v', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (n, seed) => {
        const random = createRandom(seed);
        const a = new Float64Array(n * n);
        for (let p = 0; p < n; p++)
          for (let q = 0; q <= p; q++) a[p * n + q] = a[q * n + p] = random.normal();
        const { values, vectors } = symmetricEigen(a.slice(), n);
        for (let v = 0; v < n; v++)
          for (let p = 0; p < n; p++) {
            let product = 0;
            let dot = 0;
            for (let q = 0; q < n; q++) {
              product += a[p * n + q]! * vectors[q * n + v]!;
              dot += vectors[q * n + v]! * vectors[q * n + p]!;
            }
            expect(product).toBeCloseTo(values[v]! * vectors[p * n + v]!, 8);
            expect(dot).toBeCloseTo(v === p ? 1 : 0, 8);
          }
      })
    );
  });
});

describe('randomizedSvd', () => {
  it.each([1, 1e6])('finds the planted singular vectors times values, largest first (times %d)', (scale) => {
    const singular = [5, 3, 1.5, 0.01, 0.005].map((value) => scale * value);
    const { matrix, left } = planted(40, 30, singular);
    const found = randomizedSvd(matrix, 3, createRandom(9), { oversampling: 2 });
    expect(found).toHaveLength(40 * 3);
    for (let k = 0; k < 3; k++) {
      const sign = Math.sign(
        left[k]!.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
      );
      for (let i = 0; i < 40; i++) {
        expect(found[i * 3 + k]! / scale).toBeCloseTo((sign * singular[k]! * left[k]![i]!) / scale, 5);
      }
    }
  });

  it('is all of a small matrix: rank 2 of [[3, 0], [0, 4]] puts 4 first', () => {
    const found = randomizedSvd(dense(2, 2, [3, 0, 0, 4]), 2, createRandom(1));
    [0, 3, 4, 0].forEach((value, k) => expect(found[k]).toBeCloseTo(value, 9));
  });

  it('fills ranks that the matrix does not have with zeros', () => {
    const { matrix } = planted(6, 4, [2]);
    const found = randomizedSvd(matrix, 5, createRandom(1));
    for (let i = 0; i < 6; i++) {
      expect(Math.abs(found[i * 5]!)).toBeGreaterThan(0);
      for (let k = 1; k < 5; k++) expect(found[i * 5 + k]).toBeCloseTo(0, 6);
    }
  });

  it('gives the same for the same seed, and nearly the same, signs included, for another', () => {
    const { matrix } = planted(20, 20, [4, 2, 1]);
    const one = randomizedSvd(matrix, 3, createRandom(1));
    expect(randomizedSvd(matrix, 3, createRandom(1))).toEqual(one);
    randomizedSvd(matrix, 3, createRandom(2)).forEach((value, k) => expect(value).toBeCloseTo(one[k]!, 6));
  });
});
