import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topItems } from './ranking.ts';

/** Sorting everything: what the heap must agree with. */
function sorted(ranking: Float32Array, count: number, excluded: ReadonlySet<number>): number[] {
  return Array.from(ranking.keys())
    .filter((item) => !Number.isNaN(ranking[item]) && !excluded.has(item))
    .sort((a, b) => (ranking[a] === ranking[b] ? a - b : ranking[b]! - ranking[a]!))
    .slice(0, count);
}

describe('topItems', () => {
  it('equals sorting all items, for any values, ties, NaN, infinities, exclusions and length', () => {
    const value = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.float(),
      fc.constant(Infinity),
      fc.constant(-Infinity),
      fc.constant(NaN)
    );
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 60 }),
        fc.nat(70),
        fc.uniqueArray(fc.nat(60), { maxLength: 30 }),
        (values, count, out) => {
          const ranking = Float32Array.from(values);
          const excluded = new Set(out);
          const top = topItems(ranking, count, (item) => excluded.has(item));
          expect([...top]).toEqual(sorted(ranking, count, excluded));
        }
      ),
      { numRuns: 500 }
    );
  });

  it('puts the smaller itemIndex first where items tie, also at the cut', () => {
    expect([...topItems(Float32Array.of(1, 2, 2, 2, 1), 3)]).toEqual([1, 2, 3]);
    expect([...topItems(Float32Array.of(2, 2, 2, 2, 2), 2)]).toEqual([0, 1]);
  });

  it('is empty for none, and short where fewer are left', () => {
    expect([...topItems(Float32Array.of(1, 2), 0)]).toEqual([]);
    expect([...topItems(Float32Array.of(1, 2), -1)]).toEqual([]);
    expect([...topItems(new Float32Array(0), 3)]).toEqual([]);
    expect([...topItems(Float32Array.of(1, 2, 3), 9, (item) => item === 1)]).toEqual([2, 0]);
  });

  it('leaves the ranking as it was', () => {
    const ranking = Float32Array.of(3, 1, 2);
    topItems(ranking, 2);
    expect([...ranking]).toEqual([3, 1, 2]);
  });
});
