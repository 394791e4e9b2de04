import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatrix } from '../tensor.ts';
import { coverage } from './coverage.ts';
import { diversity } from './diversity.ts';
import { meanPopularity } from './mean-popularity.ts';
import { overlap } from './overlap.ts';

const lists = [Int32Array.of(0, 1, 2), Int32Array.of(1, 0, 3), Int32Array.of(4, 5, 1)];

describe('coverage', () => {
  it('counts an item once, and only inside the first k', () => {
    expect(coverage(lists, 3, 10)).toBe(0.6);
    expect(coverage(lists, 1, 10)).toBe(0.3);
  });

  it('is 0 without lists and takes lists shorter than k', () => {
    expect(coverage([], 10, 10)).toBe(0);
    expect(coverage([[3]], 10, 10)).toBe(0.1);
  });
});

describe('meanPopularity', () => {
  const counts = Uint32Array.of(100, 50, 10, 0, 6, 4);

  it('averages over the list, then over the users', () => {
    expect(meanPopularity(lists, 2, counts)).toBeCloseTo((75 + 75 + 5) / 3, 12);
  });

  it('averages a short list over its own length, skips empty lists, and is NaN without any', () => {
    expect(meanPopularity([[0], []], 10, counts)).toBe(100);
    expect(meanPopularity([[]], 10, counts)).toBeNaN();
  });
});

describe('overlap', () => {
  it('is the mean share of common items over pairs: 2/3, 1/3 and 1/3', () => {
    expect(overlap(lists, 3)).toBeCloseTo(4 / 9, 12);
  });

  it('is 1 for the same items in any order, 0 for nothing in common, NaN for one user', () => {
    expect(
      overlap(
        [
          [1, 2],
          [2, 1],
          [1, 2]
        ],
        2
      )
    ).toBe(1);
    expect(overlap([[1], [2]], 1)).toBe(0);
    expect(overlap([[1]], 1)).toBeNaN();
  });

  it('counts the empty places of a short list as not shared', () => {
    expect(overlap([[1], [1, 2]], 2)).toBe(0.5);
  });

  it('agrees with visiting every pair', () => {
    const list = fc.uniqueArray(fc.nat(15), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(list, { minLength: 2, maxLength: 8 }), (drawn) => {
        const tops = drawn.map((items) => new Set(items.slice(0, 10)));
        let sum = 0;
        tops.forEach((a, at) =>
          tops.slice(0, at).forEach((b) => (sum += [...a].filter((i) => b.has(i)).length / 10))
        );
        expect(overlap(drawn, 10)).toBeCloseTo(sum / ((tops.length * (tops.length - 1)) / 2), 9);
      })
    );
  });
});

describe('diversity', () => {
  const vectors = createMatrix(4, 2, Float32Array.of(1, 0, 0, 2, 3, 0, 0, 0));

  it('is the mean of 1 - cosine over pairs: 1, 0 and 1', () => {
    expect(diversity([0, 1, 2], 10, vectors)).toBeCloseTo(2 / 3, 6);
  });

  it("looks at the first k only, and not at the vectors' length", () => {
    expect(diversity([0, 2, 1], 2, vectors)).toBe(0);
  });

  it('puts a movie without features at distance 1, and is NaN for fewer than two movies', () => {
    expect(diversity([0, 3], 10, vectors)).toBe(1);
    expect(diversity([0], 10, vectors)).toBeNaN();
    expect(diversity([], 10, vectors)).toBeNaN();
  });
});
