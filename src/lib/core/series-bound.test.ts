import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundSeries } from './series-bound.ts';

const YEARS = [2003, 2001, 2002, 1990, 1991, null];
const EQUAL = new Float32Array(YEARS.length);
const facts = { seriesOf: [1, 1, 1, 0, 0, 0], yearOf: YEARS };

describe('movies of a series on a list', () => {
  it('are its two earliest parts, in that order, where three would stand', () => {
    expect([...boundSeries(Int32Array.of(0, 1, 2, 3), 3, facts, EQUAL)]).toEqual([1, 2, 3]);
  });

  it('stand in their order, and an earlier one that is worth much less stays out', () => {
    const relevance = Float32Array.of(5, 4.8, 2, 4, 3, 1);
    expect([...boundSeries(Int32Array.of(0, 3, 4, 2), 3, facts, relevance)]).toEqual([0, 3, 4]);
    expect([...boundSeries(Int32Array.of(0, 3, 4, 1), 3, facts, relevance)]).toEqual([1, 3, 4]);
    expect([...boundSeries(Int32Array.of(0, 1, 3, 2), 3, facts, relevance)]).toEqual([1, 0, 3]);
  });

  it('are all there where nothing else is left', () => {
    expect([...boundSeries(Int32Array.of(2, 0, 1), 3, facts, EQUAL)]).toEqual([1, 2, 0]);
  });

  it('are no more than two among any twenty while others wait, and nothing is lost or doubled', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 60, maxLength: 80 }), (series) => {
        const seriesOf = [...series, ...new Array<number>(60).fill(0)];
        const candidates = Int32Array.from(seriesOf.keys());
        const list = [
          ...boundSeries(
            candidates,
            40,
            { seriesOf, yearOf: seriesOf.map(() => 2000) },
            new Float32Array(seriesOf.length)
          )
        ];
        expect(new Set(list).size).toBe(40);
        for (let from = 0; from + 20 <= 40; from++)
          for (const one of [1, 2, 3])
            expect(
              list.slice(from, from + 20).filter((item) => seriesOf[item] === one).length
            ).toBeLessThanOrEqual(2);
      })
    );
  });
});
