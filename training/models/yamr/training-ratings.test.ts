import { expect, it } from 'vitest';
import { tinyDataset } from '../tiny-dataset.ts';
import { countRated, logLikeShare, trainingRatings } from './training-ratings.ts';

/** Items by ratings: movie 2 (three, two likes), movie 1 (two, one like), movie 3 (one, none), movie 4 (none). */
const dataset = tinyDataset([[7, 1, 5], [7, 2, 4], [8, 2, 4.5], [9, 2, 3], [9, 1, 1], [8, 3, 2]], 4); // prettier-ignore

it('keeps the ratings of the first movies, by user', () => {
  const ratings = trainingRatings(dataset, 2);
  expect([ratings.userCount, ratings.itemCount]).toEqual([3, 2]);
  expect([...ratings.userStart]).toEqual([0, 2, 3, 5]);
  expect([...ratings.item]).toEqual([1, 0, 0, 0, 1]);
  expect([...ratings.stars]).toEqual([5, 4, 4.5, 3, 1]);
  expect([...ratings.likeCount]).toEqual([2, 1]);
  expect(ratings.logLikeShare).toEqual(logLikeShare(dataset).slice(0, 2));
});

it('smooths the shares of the likes by 0.3, over the rated movies: 2.3 and 0.3 of 3.9', () => {
  const shares = logLikeShare(dataset);
  expect(shares[0]).toBeCloseTo(Math.log(2.3 / 3.9), 6);
  expect(shares[3]).toBeCloseTo(Math.log(0.3 / 3.9), 6);
  expect(shares.slice(0, 3).reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 6);
});

it('counts the movies with at least so many ratings', () => {
  expect([0, 1, 2, 3, 4].map((least) => countRated(dataset, least))).toEqual([4, 3, 2, 1, 0]);
});
