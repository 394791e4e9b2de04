import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { diversify } from './rerank.ts';
import { createMatrix, type Matrix } from './tensor.ts';

/** Movies 0 and 1 are the same, 2 is at a right angle, 3 in between, 4 opposite, 5 is known by nothing. */
const vectors = createMatrix(6, 2, Float32Array.of(2, 0, 5, 0, 0, 1, 1, 1, -1, 0, 0, 0));
const all = Int32Array.of(0, 1, 2, 3, 4, 5);
/** Standard deviation 1 over any two, 1.118 over the four 0, 1, 2, 3. */
const relevance = Float32Array.of(6, 5, 4, 3, 2, 1);

/** The definition, without bounds: every value of every candidate in every round. */
function byDefinition(
  candidates: Int32Array,
  gain: Float32Array,
  { columns, values }: Matrix,
  weight: number,
  count: number
): number[] {
  const row = (item: number): number[] => Array.from(values.subarray(item * columns, (item + 1) * columns));
  const dot = (a: number[], b: number[]): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  const cosines = Array.from({ length: values.length / columns }, (_, a) =>
    Array.from({ length: values.length / columns }, (__, b) => {
      const lengths = Math.sqrt(dot(row(a), row(a)) * dot(row(b), row(b)));
      return lengths > 0 ? dot(row(a), row(b)) / lengths : 0;
    })
  );
  const mean = candidates.reduce((sum, item) => sum + gain[item]!, 0) / candidates.length;
  const spread =
    Math.sqrt(candidates.reduce((sum, item) => sum + (gain[item]! - mean) ** 2, 0) / candidates.length) || 1;
  const left = [...candidates];
  const picks: number[] = [];
  while (picks.length < count && left.length > 0) {
    const value = left.map(
      (item) => gain[item]! / spread - weight * Math.max(0, ...picks.map((shown) => cosines[item]![shown]!))
    );
    picks.push(...left.splice(value.indexOf(Math.max(...value)), 1));
  }
  return picks;
}

describe('diversify', () => {
  it('keeps the order of the ranking at weight 0', () => {
    expect([...diversify(all, relevance, vectors, 0, 4)]).toEqual([0, 1, 2, 3]);
  });

  it('passes over the twin of a movie that is shown, for a movie that is worth a little less', () => {
    // In standard deviations (1.118): 1 is worth 4.47 - 1, 2 is worth 3.58.
    expect([...diversify(Int32Array.of(0, 1, 2, 3), relevance, vectors, 1, 2)]).toEqual([0, 2]);
    expect([...diversify(Int32Array.of(0, 1, 2, 3), relevance, vectors, 0.8, 2)]).toEqual([0, 1]);
  });

  it('does not reward opposites: a likeness below zero counts as none', () => {
    // 4 (opposite of 0) and 5 (like nothing) are equal in everything but the vectors.
    const even = Float32Array.of(1, 1, 1, 1, 1, 1);
    expect([...diversify(Int32Array.of(0, 5, 4), even, vectors, 1, 2)]).toEqual([0, 5]);
    expect([...diversify(Int32Array.of(0, 4, 5), even, vectors, 1, 2)]).toEqual([0, 4]);
  });

  it('gives what there is where more is asked for, and nothing of nothing', () => {
    expect(diversify(all, relevance, vectors, 3, 100)).toHaveLength(6);
    expect(diversify(new Int32Array(0), relevance, vectors, 3, 5)).toHaveLength(0);
  });

  it('is the definition of maximal marginal relevance, and a longer list begins with the shorter one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0.01, max: 8, noNaN: true }),
        fc.nat(),
        (n, weight, seed) => {
          const random = createRandom(seed);
          const matrix = createMatrix(
            n,
            5,
            Float32Array.from({ length: n * 5 }, () => random.normal())
          );
          const gain = Float32Array.from({ length: n }, () => random.normal())
            .sort()
            .reverse();
          const candidates = Int32Array.from({ length: n }, (_, k) => k);
          const whole = [...diversify(candidates, gain, matrix, weight, n)];
          expect(whole).toEqual(byDefinition(candidates, gain, matrix, weight, n));
          expect([...diversify(candidates, gain, matrix, weight, 5)]).toEqual(whole.slice(0, 5));
        }
      ),
      { numRuns: 30 }
    );
  });
});
