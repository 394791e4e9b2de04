import { expect, it } from 'vitest';
import { tinyDataset } from './models/tiny-dataset.ts';
import { centredRatings } from './sparse-ratings.ts';

it('sees the same ratings by user and by item, less the mean', () => {
  // Movie 2 has three ratings, so it is item 0; movie 1 is item 1; movie 3 has none.
  const dataset = tinyDataset([[7, 1, 5], [7, 2, 4], [8, 2, 2], [9, 2, 3], [9, 1, 1]], 3); // prettier-ignore
  const { byUser, byItem } = centredRatings(dataset, 3, 3);
  expect([...byUser.start]).toEqual([0, 2, 3, 5]);
  expect([...byUser.index]).toEqual([1, 0, 0, 0, 1]);
  expect([...byUser.value]).toEqual([2, 1, -1, 0, -2]);
  expect([...byItem.start]).toEqual([0, 3, 5, 5]);
  expect([...byItem.index]).toEqual([0, 1, 2, 0, 2]);
  expect([...byItem.value]).toEqual([1, -1, 0, 2, -2]);
});

it('leaves movies without ratings out where nobody asks for their rows', () => {
  const { byItem } = centredRatings(tinyDataset([[7, 1, 5]], 3), 3);
  expect([...byItem.start]).toEqual([0, 1]);
});

it('has one empty row a movie where there are no ratings', () => {
  const { byUser, byItem } = centredRatings(tinyDataset([], 2), 3, 2);
  expect([[...byUser.start], [...byItem.start]]).toEqual([[0], [0, 0, 0]]);
});
