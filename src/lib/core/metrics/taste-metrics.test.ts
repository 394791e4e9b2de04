import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStars, STAR_VALUES } from '../rating.ts';
import { belowLevel } from './below-level.ts';
import { mirrorStars } from './mirror.ts';
import { netGain } from './net-gain.ts';
import { seriesCrowding } from './series-crowding.ts';
import { shareDistance, sharesOf } from './share-distance.ts';

describe('the mirror of a person', () => {
  it('reflects every rating at the mean, 3, and stays on the scale', () => {
    expect([...mirrorStars([1, 5, 3])]).toEqual([5, 1, 3]);
    expect([...mirrorStars([0.5, 5, 5, 5])]).toEqual([5, 3, 3, 3]);
  });

  it('gives half stars in the opposite order, and nothing for nobody', () => {
    const stars = fc.array(fc.constantFrom(...STAR_VALUES), { maxLength: 20 });
    fc.assert(
      fc.property(stars, (given) => {
        const mirrored = mirrorStars(given);
        expect(mirrored).toHaveLength(given.length);
        expect([...mirrored].every(isStars)).toBe(true);
        given.forEach((a, i) =>
          given.forEach((b, j) => {
            if (a < b) expect(mirrored[i]).toBeGreaterThanOrEqual(mirrored[j]!);
          })
        );
      })
    );
  });

  it('leaves whoever gave one number of stars as they are', () => {
    expect([...mirrorStars([4.5, 4.5])]).toEqual([4.5, 4.5]);
  });
});

describe('the share below a level', () => {
  const stars = [2, 3, 4, 3.5];
  it('counts the first k that are strictly below', () => {
    expect(belowLevel([0, 1, 2], stars, 3, 10)).toBeCloseTo(1 / 3, 12);
    expect(belowLevel([2, 3, 0], stars, 3, 2)).toBe(0);
  });

  it('is unknown without a list or a level', () => {
    expect(belowLevel([], stars, 3, 10)).toBeNaN();
    expect(belowLevel([0], stars, NaN, 10)).toBeNaN();
  });
});

describe('the net gain', () => {
  const ratings = new Map([
    [1, 5],
    [2, 1]
  ]);
  it('pays what is above the mean, takes off what is below, less further down', () => {
    expect(netGain([1, 9, 2], ratings, 3, 10)).toBeCloseTo(2 - 2 / 2, 12);
    expect(netGain([2, 1], ratings, 3, 10)).toBeCloseTo(-2 + 2 / Math.log2(3), 12);
  });

  it('is nothing where nothing of the first k is rated', () => {
    expect(netGain([9, 1], ratings, 3, 1)).toBe(0);
    expect(netGain([], ratings, 3, 10)).toBe(0);
  });
});

describe('the distance of shares', () => {
  const kinds = [['Drama'], ['Drama', 'War'], ['Comedy'], []];
  const of = (items: readonly number[], weight?: (item: number) => number) =>
    sharesOf(items, (item) => kinds[item] ?? [], weight);

  it('has every movie count once, divided among its kinds; movies without a kind say nothing', () => {
    expect([...of([0, 1, 3])]).toEqual([['Drama', 0.75], ['War', 0.25]]); // prettier-ignore
    expect([...of([0, 2], (item) => (item === 0 ? 3 : 1))]).toEqual([['Drama', 0.75], ['Comedy', 0.25]]); // prettier-ignore
    expect(of([3]).size + of([0], () => 0).size).toBe(0);
  });

  it('is the share that would have to change kind', () => {
    expect(shareDistance(of([0, 1]), of([0, 2]))).toBeCloseTo(0.5, 12);
    expect(shareDistance(of([0]), of([2]))).toBe(1);
    expect(shareDistance(of([0]), of([3]))).toBeNaN();
  });

  it('is a distance: 0 to oneself, the same both ways, never longer by a detour', () => {
    const shares = fc
      .array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 8 })
      .map((items) => of(items));
    fc.assert(
      fc.property(shares, shares, shares, (a, b, c) => {
        expect(shareDistance(a, a)).toBeCloseTo(0, 12);
        expect(shareDistance(a, b)).toBeCloseTo(shareDistance(b, a), 12);
        expect(shareDistance(a, b)).toBeLessThanOrEqual(shareDistance(a, c) + shareDistance(c, b) + 1e-12);
        expect(shareDistance(a, b)).toBeLessThanOrEqual(1 + 1e-12);
      })
    );
  });
});

describe('the crowding by a series', () => {
  const seriesOf = (item: number): number => [0, 7, 7, 8, 7][item] ?? 0;
  it('counts the series with most movies among the first k', () => {
    expect(seriesCrowding([1, 3, 2, 4], seriesOf, 20)).toBe(3);
    expect(seriesCrowding([1, 3, 2, 4], seriesOf, 3)).toBe(2);
  });

  it('is 1 where each series stands once, and 0 where no movie is of one', () => {
    expect(seriesCrowding([1, 3], seriesOf, 20)).toBe(1);
    expect(seriesCrowding([0, 0, 5], seriesOf, 20)).toBe(0);
  });
});
