import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewRated, spaceOut } from './few-rated.ts';

describe('movies with few ratings', () => {
  it('are those with fewer than five', () => {
    expect([...fewRated([9, 5, 4, 0])]).toEqual([0, 0, 1, 1]);
  });

  it('stand where their value puts them', () => {
    const relevance = Float32Array.of(5, 4, 3, 4.5);
    expect([...spaceOut(Int32Array.of(0, 1, 2), Int32Array.of(3), relevance, 4)]).toEqual([0, 3, 1, 2]);
  });

  it('follow where there is nothing else left', () => {
    const relevance = Float32Array.of(1, 9, 8);
    expect([...spaceOut(Int32Array.of(0), Int32Array.of(1, 2), relevance, 3)]).toEqual([1, 0, 2]);
  });

  it('are at most one of twenty while there are others, and a longer list begins with the shorter one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true }), { minLength: 60, maxLength: 120 }),
        fc.integer({ min: 1, max: 50 }),
        (values, count) => {
          const relevance = Float32Array.from(values);
          const by = (a: number, b: number): number => relevance[b]! - relevance[a]! || a - b;
          const items = [...values.keys()];
          const list = Int32Array.from(items.slice(0, 55).sort(by));
          const few = Int32Array.from(items.slice(55).sort(by));
          const spaced = [...spaceOut(list, few, relevance, count)];
          expect(spaced).toHaveLength(count);
          expect(new Set(spaced).size).toBe(count);
          for (let from = 0; from + 20 <= Math.min(count, list.length); from++)
            expect(spaced.slice(from, from + 20).filter((item) => item >= 55).length).toBeLessThanOrEqual(1);
          expect([...spaceOut(list, few, relevance, count + 5)].slice(0, count)).toEqual(spaced);
        }
      )
    );
  });
});
