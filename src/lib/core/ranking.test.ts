import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ranksOf, topItems } from './ranking.ts';

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

const none = (length: number): Uint8Array => new Uint8Array(length);

describe('ranksOf', () => {
  it('counts from 1, ties by the smaller itemIndex, in the order that was asked', () => {
    expect([...ranksOf(Float32Array.of(1, 3, 3, 2), [0, 2, 1, 3], none(4))]).toEqual([4, 2, 1, 3]);
  });

  it('does not count excluded movies, and gives an excluded one the rank that it would have', () => {
    expect([...ranksOf(Float32Array.of(4, 3, 2, 1), [1, 3], Uint8Array.of(1, 1, 0, 0))]).toEqual([1, 2]);
  });

  it('gives the same rank to a movie that is asked twice', () => {
    expect([...ranksOf(Float32Array.of(4, 3, 2, 1), [2, 0, 2], none(4))]).toEqual([3, 1, 3]);
  });

  it('puts a movie without a number behind all others', () => {
    expect([...ranksOf(Float32Array.of(NaN, 3, 2), [0, 2], none(3))]).toEqual([3, 2]);
  });

  it('is the place in the list that topItems makes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { maxLength: 40 }),
        (movies) => {
          const ranking = Float32Array.from(movies, ([value]) => value);
          const exclude = Uint8Array.from(movies, ([, excluded]) => Number(excluded));
          const list = topItems(ranking, movies.length, (item) => exclude[item] === 1);
          expect([...ranksOf(ranking, list, exclude)]).toEqual(Array.from(list, (_, place) => place + 1));
        }
      )
    );
  });
});
