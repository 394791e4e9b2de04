/** What a star brought in. */
import { expect, test } from 'vitest';
import { asMovieId } from '#core/ids';
import { arrivalsOf } from './arrivals.ts';

const list = (...ids: number[]) => ids.map((id) => ({ movieId: asMovieId(id) }));
const twelve = Array.from({ length: 12 }, (_, k) => k + 1);

test('what is new among the first is named in its order', () => {
  expect(arrivalsOf(list(1, 2, 3), list(9, 1, 8))).toEqual([9, 8]);
});

test('what comes up from further down is new, what only changes its place is not', () => {
  expect(arrivalsOf(list(...twelve, 13), list(13, ...twelve))).toEqual([13]);
  expect(arrivalsOf(list(...twelve), list(...[...twelve].reverse()))).toEqual([]);
});

test('far below nobody looks, and a first list has nothing to be compared with', () => {
  expect(arrivalsOf(list(...twelve), list(...twelve, 99))).toEqual([]);
  expect(arrivalsOf([], list(1, 2))).toEqual([]);
});
