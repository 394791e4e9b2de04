import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backwardSolve, choleskyInPlace, forwardSolve, inverseFromCholesky, inverseLower } from './linalg.ts';
import { createRandom } from './random.ts';

/** B B' + I for a random B: symmetric, positive definite, well conditioned. */
function positiveDefinite(n: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const b = Float64Array.from({ length: n * n }, () => random.normal());
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    let sum = row === column ? 1 : 0;
    for (let k = 0; k < n; k++) sum += b[row * n + k]! * b[column * n + k]!;
    return sum;
  });
}

const cases = fc.record({ n: fc.integer({ min: 1, max: 9 }), seed: fc.nat() });

describe('choleskyInPlace', () => {
  it('factors [[4, 2], [2, 5]] into [[2, 0], [1, 2]] and leaves the upper triangle alone', () => {
    const a = Float64Array.of(4, 2, 2, 5);
    choleskyInPlace(a, 2);
    expect([...a]).toEqual([2, 2, 1, 2]);
  });

  it("gives L with L L' = A", () => {
    fc.assert(
      fc.property(cases, ({ n, seed }) => {
        const a = positiveDefinite(n, seed);
        const l = a.slice();
        choleskyInPlace(l, n);
        for (let row = 0; row < n; row++)
          for (let column = 0; column <= row; column++) {
            let sum = 0;
            for (let k = 0; k <= column; k++) sum += l[row * n + k]! * l[column * n + k]!;
            expect(sum).toBeCloseTo(a[row * n + column]!, 9);
          }
      })
    );
  });

  it.each([
    ['negative', [1, 2, 2, 1]],
    ['singular', [1, 1, 1, 1]],
    ['not a number', [NaN, 0, 0, 1]]
  ])('refuses a matrix that is %s', (_, values) => {
    expect(() => choleskyInPlace(Float64Array.from(values), 2)).toThrow('positive definite');
  });
});

describe('the triangular solves', () => {
  it("solve L x = b and L' x = b by hand", () => {
    const l = Float64Array.of(2, 0, 1, 4);
    const b = Float64Array.of(6, 11);
    forwardSolve(l, 2, b);
    expect([...b]).toEqual([3, 2]);
    const c = Float64Array.of(8, 8);
    backwardSolve(l, 2, c); // 4 x2 = 8; 2 x1 + x2 = 8
    expect([...c]).toEqual([3, 2]);
  });

  it('solve A x = b together, at any place of a longer array, and touch nothing else', () => {
    fc.assert(
      fc.property(cases, fc.nat(5), ({ n, seed }, offset) => {
        const a = positiveDefinite(n, seed);
        const random = createRandom(seed + 1);
        const b = Float64Array.from({ length: n }, () => random.normal());
        const x = new Float64Array(offset + n + 2).fill(7);
        x.set(b, offset);
        const l = a.slice();
        choleskyInPlace(l, n);
        forwardSolve(l, n, x, offset);
        backwardSolve(l, n, x, offset);
        for (let row = 0; row < n; row++) {
          let sum = 0;
          for (let k = 0; k < n; k++) sum += a[row * n + k]! * x[offset + k]!;
          expect(sum).toBeCloseTo(b[row]!, 8);
        }
        expect([...x.subarray(0, offset), ...x.subarray(offset + n)].every((value) => value === 7)).toBe(
          true
        );
      })
    );
  });
});

describe('inverseFromCholesky', () => {
  it('inverts [[4, 2], [2, 5]] into [[5, -2], [-2, 4]] / 16', () => {
    const l = Float64Array.of(4, 2, 2, 5);
    choleskyInPlace(l, 2);
    [5 / 16, -2 / 16, -2 / 16, 4 / 16].forEach((value, k) => {
      expect(inverseFromCholesky(l, 2)[k]).toBeCloseTo(value, 12);
    });
  });

  it('gives the identity when multiplied with the matrix', () => {
    fc.assert(
      fc.property(cases, ({ n, seed }) => {
        const a = positiveDefinite(n, seed);
        const l = a.slice();
        choleskyInPlace(l, n);
        const inverse = inverseFromCholesky(l, n);
        for (let row = 0; row < n; row++)
          for (let column = 0; column < n; column++) {
            let sum = 0;
            for (let k = 0; k < n; k++) sum += a[row * n + k]! * inverse[k * n + column]!;
            expect(sum).toBeCloseTo(row === column ? 1 : 0, 8);
          }
      })
    );
  });
});

describe('inverseLower', () => {
  it('gives the lower triangle whose product with L is I', () => {
    fc.assert(
      fc.property(cases, ({ n, seed }) => {
        const l = positiveDefinite(n, seed);
        choleskyInPlace(l, n);
        const inverse = inverseLower(l, n);
        for (let row = 0; row < n; row++)
          for (let column = 0; column < n; column++) {
            let sum = 0;
            for (let k = column; k <= row; k++) sum += l[row * n + k]! * inverse[k * n + column]!;
            expect(sum).toBeCloseTo(row === column ? 1 : 0, 9);
            if (column > row) expect(inverse[row * n + column]).toBe(0);
          }
      })
    );
  });
});
