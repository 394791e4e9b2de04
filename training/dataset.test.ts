import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asItemIndex } from '#core/ids';
import { buildDataset, type Dataset } from './dataset.ts';
import type { MovieLensTables } from './movielens/tables.ts';

const movie = (movieId: number, rawTitle: string, genres: readonly string[]) => ({
  movieId,
  rawTitle,
  genres,
  imdbId: movieId + 100,
  tmdbId: 0
});

const tables: MovieLensTables = {
  name: 'tiny',
  sha256: 'abc',
  movies: [
    movie(30, 'Rare (1990)', ['War']),
    movie(20, 'Matrix, The (1999)', ['Action', 'War']),
    movie(10, 'Unseen', [])
  ],
  ratings: {
    userId: Int32Array.of(9, 2, 9, 5),
    movieId: Int32Array.of(30, 20, 20, 20),
    stars: Float32Array.of(4, 3.5, 5, 0.5),
    timestampSec: Uint32Array.of(40, 30, 20, 10)
  },
  tags: [
    { userId: 9, movieId: 20, tag: 'green', timestampSec: 1 },
    { userId: 2, movieId: 30, tag: 'old', timestampSec: 2 }
  ]
};

/** The ratings as (userId, movieId, stars, timestamp), in an order of their own: what must survive. */
function rowsOf(dataset: Dataset): string[] {
  return Array.from(dataset.stars.keys(), (k) => {
    const { movieId } = dataset.catalogue.movie(asItemIndex(dataset.item[k]!));
    return [dataset.userIds[dataset.user[k]!]!, movieId, dataset.stars[k]!, dataset.timestampSec[k]!].join();
  }).sort();
}

const tableRows = ({ ratings }: MovieLensTables, keep: (row: number) => boolean): string[] =>
  Array.from(ratings.stars.keys())
    .filter(keep)
    .map((row) =>
      [ratings.userId[row]!, ratings.movieId[row]!, ratings.stars[row]!, ratings.timestampSec[row]!].join()
    )
    .sort();

describe('a small dataset by hand', () => {
  const dataset = buildDataset(tables);

  it('has its most rated movie first, and every column of the catalogue in that order', () => {
    const { file } = dataset.catalogue;
    expect(file.movieId).toEqual([20, 30, 10]);
    expect(file.title).toEqual(['The Matrix', 'Rare', 'Unseen']);
    expect(file.year).toEqual([1999, 1990, null]);
    expect(file.genreNames).toEqual(['Action', 'War']);
    expect(file.genres).toEqual([[0, 1], [1], []]);
    expect(file.imdbId).toEqual([120, 130, 110]);
    expect(file.ratingCount).toEqual([3, 1, 0]);
    expect(file.likeCount).toEqual([1, 1, 0]);
  });

  it('has users in the order of their ids, each with their own stretch of the ratings', () => {
    expect(Array.from(dataset.userIds)).toEqual([2, 5, 9]);
    expect(Array.from(dataset.userStart)).toEqual([0, 1, 2, 4]);
    expect(Array.from(dataset.user)).toEqual([0, 1, 2, 2]);
    expect(Array.from(dataset.item)).toEqual([0, 0, 1, 0]);
    expect(Array.from(dataset.stars)).toEqual([3.5, 0.5, 4, 5]);
    expect(Array.from(dataset.timestampSec)).toEqual([30, 10, 40, 20]);
  });

  it('has tags by item', () => {
    expect(dataset.tags).toEqual([
      { userId: 9, item: 0, tag: 'green' },
      { userId: 2, item: 1, tag: 'old' }
    ]);
  });

  it('forgets users, counts and tags that a split leaves out, but no movie', () => {
    const part = buildDataset(
      tables,
      (row) => tables.ratings.userId[row] === 9,
      (tag) => tag.userId === 9
    );
    expect(Array.from(part.userIds)).toEqual([9]);
    expect(part.catalogue.file.movieId).toEqual([20, 30, 10]);
    expect(part.catalogue.file.ratingCount).toEqual([1, 1, 0]);
    expect(part.tags).toEqual([{ userId: 9, item: 0, tag: 'green' }]);
  });

  it('may be empty', () => {
    const none = buildDataset(tables, () => false);
    expect([none.userCount, none.stars.length, none.itemCount]).toEqual([0, 0, 3]);
    expect(Array.from(none.userStart)).toEqual([0]);
    expect(none.catalogue.file.movieId).toEqual([10, 20, 30]);
  });
});

const anyTables = fc
  .record({
    movieIds: fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 12 }),
    pairs: fc.uniqueArray(
      fc.record({
        userId: fc.integer({ min: 1, max: 9 }),
        pick: fc.nat({ max: 11 }),
        half: fc.integer({ min: 1, max: 10 }),
        timestampSec: fc.nat({ max: 1000 })
      }),
      { maxLength: 60, selector: ({ userId, pick }) => `${userId} ${pick}` }
    )
  })
  .map(({ movieIds, pairs }): MovieLensTables => {
    const rows = pairs.filter(({ pick }) => pick < movieIds.length);
    return {
      name: 'any',
      sha256: '',
      movies: movieIds.map((movieId) => movie(movieId, `M ${movieId}`, [])),
      ratings: {
        userId: Int32Array.from(rows, (row) => row.userId),
        movieId: Int32Array.from(rows, (row) => movieIds[row.pick] ?? 0),
        stars: Float32Array.from(rows, (row) => row.half / 2),
        timestampSec: Uint32Array.from(rows, (row) => row.timestampSec)
      },
      tags: []
    };
  });

it('for any tables and any part of them, holds the kept ratings and its invariants', () => {
  fc.assert(
    fc.property(anyTables, fc.nat({ max: 3 }), (any, dropped) => {
      const keep = (row: number): boolean => row % 4 !== dropped;
      const dataset = buildDataset(any, keep);
      expect(rowsOf(dataset)).toEqual(tableRows(any, keep));
      const { userStart, user, userIds, userCount, itemCount } = dataset;
      expect(itemCount).toBe(any.movies.length);
      expect(userIds).toHaveLength(userCount);
      expect(Array.from(userIds)).toEqual(Array.from(userIds).sort((a, b) => a - b));
      for (let index = 0; index < userCount; index++) {
        expect(userStart[index + 1]!).toBeGreaterThan(userStart[index]!);
        for (let k = userStart[index]!; k < userStart[index + 1]!; k++) expect(user[k]).toBe(index);
      }
      expect(userStart[userCount]).toBe(dataset.stars.length);
      const { ratingCount, likeCount, movieId } = dataset.catalogue.file;
      for (let item = 0; item < itemCount; item++) {
        const own = Array.from(dataset.stars.keys()).filter((k) => dataset.item[k] === item);
        expect(ratingCount[item]).toBe(own.length);
        expect(likeCount[item]).toBe(own.filter((k) => dataset.stars[k]! >= 4).length);
        const next = ratingCount[item + 1] ?? -1;
        expect(next < own.length || (next === own.length && movieId[item + 1]! > movieId[item]!)).toBe(true);
      }
    })
  );
});

/** Without what toEqual compares by identity: functions. */
const plain = (dataset: Dataset): object => ({
  ...dataset,
  catalogue: dataset.catalogue.file,
  restrict: undefined
});

it('makes the same dataset from all rows as without a choice of rows', () => {
  fc.assert(
    fc.property(anyTables, (any) => {
      expect(plain(buildDataset(any, () => true))).toEqual(plain(buildDataset(any)));
    }),
    { numRuns: 30 }
  );
});

it('restricts a part to what both filters keep', () => {
  fc.assert(
    fc.property(anyTables, (any) => {
      const part = buildDataset(any, (row) => row % 2 === 0).restrict(
        (row) => row % 3 === 0,
        () => true
      );
      expect(plain(part)).toEqual(plain(buildDataset(any, (row) => row % 6 === 0)));
    }),
    { numRuns: 30 }
  );
});
