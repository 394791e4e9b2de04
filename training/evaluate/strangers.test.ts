import { describe, expect, it } from 'vitest';
import type { MovieLensTables } from '../movielens/tables.ts';
import { findAcquaintances, refuseAcquaintances, strangersOf } from './strangers.ts';

/** Of the given (userId, movieId, stars, second). */
const tables = (
  name: string,
  rows: readonly (readonly [number, number, number, number])[]
): MovieLensTables => ({
  name,
  sha256: '0'.repeat(64),
  movies: Array.from({ length: 20 }, (_, k) => ({
    movieId: k + 1,
    rawTitle: `Movie ${k + 1} (2000)`,
    genres: [],
    imdbId: 0,
    tmdbId: 0
  })),
  ratings: {
    userId: Int32Array.from(rows, ([userId]) => userId),
    movieId: Int32Array.from(rows, ([, movieId]) => movieId),
    stars: Float32Array.from(rows, ([, , stars]) => stars),
    timestampSec: Uint32Array.from(rows, ([, , , second]) => second)
  },
  tags: []
});
/** Movies 1 to `count`, one a second from `first` on. */
const profile = (userId: number, count: number, first: number) =>
  Array.from({ length: count }, (_, k) => [userId, k + 1, 1 + (k % 5), first + k] as const);

describe('people of a folder', () => {
  const training = tables('training', [
    ...profile(1, 8, 1000),
    ...profile(2, 8, 5000),
    ...profile(3, 4, 9000)
  ]);

  it('are in the training data where five pairs of movie and second agree, however they are numbered', () => {
    const people = tables('people', [...profile(70, 5, 5000), ...profile(71, 8, 7000)]);
    expect(findAcquaintances(people, training)).toEqual([{ userId: 70, knownAs: 2 }]);
    expect(() => {
      refuseAcquaintances(people, training);
    }).toThrow(/^1 of the people in people are in the training data training too \(user 70 as user 2\)/);
  });

  it('are not where four agree, where five agree with several, or where only the movies do', () => {
    const four = [...profile(70, 4, 5000), ...profile(71, 4, 9000)];
    const shared = [...profile(72, 3, 1000), ...profile(72, 8, 5000).slice(3, 7)];
    const people = tables('people', [...four, ...shared, ...profile(73, 8, 1)]);
    expect(findAcquaintances(people, training)).toEqual([]);
    expect(() => {
      refuseAcquaintances(people, training);
    }).not.toThrow();
  });

  it('are all judged, their ratings in an order that the seed and the person decide alone', () => {
    const one = strangersOf(tables('people', [...profile(7, 8, 1), ...profile(9, 8, 1)]), 1);
    expect(one.newcomers.map(({ userId, items }) => [userId, items.length])).toEqual([[7, 8], [9, 8]]); // prettier-ignore
    const alone = strangersOf(tables('people', profile(9, 8, 1)), 1);
    const shown = ({ newcomers, catalogue }: typeof one, at: number): number[] =>
      Array.from(newcomers[at]!.items, (item) => catalogue.file.movieId[item]!);
    expect(shown(one, 1)).toEqual(shown(alone, 0));
    expect(shown(strangersOf(tables('people', profile(9, 8, 1)), 2), 0)).not.toEqual(shown(alone, 0));
  });
});
