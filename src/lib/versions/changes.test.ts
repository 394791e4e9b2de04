import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { errorWords, listChanges, moveWords, pastErrors } from './changes.ts';

const ids = (...values: number[]) => values.map(asMovieId);
const step = (movieId: number, stars: number, predicted?: number) => ({
  movieId,
  stars,
  crowd: 3,
  baseline: 3,
  ...(predicted !== undefined && { predicted })
});

describe('what another version changes at the top of a list', () => {
  it('says what is new, what moves and what leaves', () => {
    const { top, left } = listChanges(ids(1, 2, 3, 4, 5), ids(2, 1, 5, 9, 3), 3);
    expect(top.map((change) => moveWords(change, 3))).toEqual(['up 1', 'down 1', 'new']);
    expect(left).toEqual([{ movieId: 3, place: 5 }]);
    const same = listChanges(ids(1, 2), ids(1, 2), 2);
    expect(same.top.map((change) => moveWords(change, 2))).toEqual(['same place', 'same place']);
    expect(listChanges(ids(7), ids(8), 1).left).toEqual([{ movieId: 7, place: undefined }]);
  });

  it('lets as many movies leave as are new, whatever the lists', () => {
    const list = fc.shuffledSubarray(
      Array.from({ length: 30 }, (_, k) => k + 1),
      { minLength: 12 }
    );
    fc.assert(
      fc.property(list, list, fc.integer({ min: 1, max: 12 }), (before, after, length) => {
        const { top, left } = listChanges(ids(...before), ids(...after), length);
        const entered = top.filter((change) => moveWords(change, length) === 'new');
        expect(left).toHaveLength(entered.length);
        expect(top).toHaveLength(length);
      })
    );
  });
});

describe('the error of two versions in the past', () => {
  it('is taken over the ratings that both predicted', () => {
    const inUse = [step(1, 4, 3), step(2, 5, 4), step(3, 2)];
    const other = [step(2, 5, 4.5), step(1, 4, 3.5), step(9, 1, 5)];
    expect(pastErrors(inUse, other)).toEqual({ count: 2, inUse: 1, other: 0.5 });
  });

  it('is said in words', () => {
    expect(errorWords({ count: 34, inUse: 0.85, other: 0.82 })).toBe(
      'It would have predicted your 34 ratings a little better: 0.82 instead of 0.85 stars off.'
    );
    expect(errorWords({ count: 12, inUse: 0.8, other: 0.9 })).toBe(
      'It would have predicted your 12 ratings worse: 0.90 instead of 0.80 stars off.'
    );
    expect(errorWords({ count: 8, inUse: 0.801, other: 0.8 })).toContain('just as well: 0.80 stars off.');
    expect(errorWords({ count: 1, inUse: 1, other: 0.5 })).toBe(
      'It would have predicted your rating better: 0.50 instead of 1.00 stars off. That is too few to judge by.'
    );
    expect(errorWords(pastErrors([], []))).toContain('Rate a few movies');
  });
});
