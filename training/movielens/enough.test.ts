import { expect, it } from 'vitest';
import { refuseTooLittle } from './enough.ts';
import type { RatingColumns } from './tables.ts';

/** `each` ratings by each of `people`, with these stars in turn; `loose` more people with one. */
function ratings(
  people: number,
  each: number,
  stars: readonly number[],
  loose = 0
): { ratings: RatingColumns } {
  const count = people * each + loose;
  return {
    ratings: {
      userId: Int32Array.from({ length: count }, (_, k) => (k < people * each ? 1 + (k % people) : 1000 + k)),
      movieId: Int32Array.from({ length: count }, (_, k) => k + 1),
      stars: Float32Array.from({ length: count }, (_, k) => stars[k % stars.length] ?? 0),
      timestampSec: new Uint32Array(count)
    }
  };
}

it('lets pass what can be learnt from and judged', () => {
  expect(() => refuseTooLittle(ratings(20, 25, [1, 4]), 'DIR')).not.toThrow();
});

it.each([
  ['too few ratings', ratings(20, 20, [1, 5]), 'DIR holds 400 ratings by 20 users; training needs at least 500 by 20.'],
  ['too few people', ratings(19, 30, [1, 5]), 'DIR holds 570 ratings by 19 users; training needs at least 500 by 20.'],
  ['ratings that are all equal', ratings(20, 25, [3.5]), 'Every rating in DIR is 3.5 stars; there is nothing to learn from that.'],
  ['nobody who likes anything', ratings(20, 25, [1, 3.5]), 'No rating in DIR is 4 stars or more; lists are judged by what people like.'],
  ['too few people to hold out', ratings(19, 30, [1, 5], 40), 'Only 19 users in DIR have 5 ratings or more; 20 are needed, so that some can be held out and judged on.']
])('refuses %s', (_, tables, message) => {
  expect(() => refuseTooLittle(tables, 'DIR')).toThrow(
    expect.objectContaining({ code: 'bad-data', message }) as Error
  );
}); // prettier-ignore
