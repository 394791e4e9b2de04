import fc from 'fast-check';
import { expect, it } from 'vitest';
import { binOf, quantileOfBins } from './histogram.ts';

const EDGES = [10, 20, 40];

it('a value on an edge is in the bin below it, one past all edges in the last', () => {
  expect([0, 10, 10.1, 40, 41].map((value) => binOf(EDGES, value))).toEqual([0, 0, 1, 2, 3]);
});

it('a quantile is linear inside its bin and stops at the last edge', () => {
  expect(quantileOfBins(EDGES, [0, 10, 0, 0], 0.5)).toBe(15);
  expect(quantileOfBins(EDGES, [4, 4, 0, 0], 0.5)).toBe(10);
  expect(quantileOfBins(EDGES, [1, 0, 0, 9], 0.95)).toBe(40);
  expect(quantileOfBins(EDGES, [0, 0, 0, 0], 0.5)).toBeUndefined();
});

it('a quantile from bins lies in the bin of the true one', () => {
  const values = fc.array(fc.double({ min: 0.01, max: 39, noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, q) => {
      const counts = [0, 0, 0, 0];
      for (const value of list) counts[binOf(EDGES, value)]!++;
      const sorted = list.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(0, Math.ceil(q * list.length - 1e-9) - 1)]!;
      expect(binOf(EDGES, quantileOfBins(EDGES, counts, q)! - 1e-9)).toBe(binOf(EDGES, exact));
    })
  );
});
