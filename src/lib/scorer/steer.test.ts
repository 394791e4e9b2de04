import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { topItems } from '#core/ranking';
import { MOVIE_COUNT, toyCatalogue } from '../../../tests/toy-model.ts';
import { rowFilter, sortValues, type ListFilter, type ListSort } from './steer.ts';

/** Rows 0..5, movies 10..60; even rows are dramas, odd ones comedies, the last is both; no year in row 4. */
const catalogue = createCatalogue({
  ...toyCatalogue(),
  genreNames: ['Drama', 'Comedy'],
  genres: [[0], [1], [0], [1], [0], [0, 1]],
  year: [1990, 1999, 2000, 2001, null, 2001]
});
const stars = Float32Array.from([3, 4, 5, 2, 1, 3.5]);
const left = (filter: ListFilter, sort?: ListSort): number[] => {
  const passes = rowFilter(catalogue, stars, filter, sort);
  return Array.from({ length: MOVIE_COUNT }, (_, row) => row).filter((row) => !passes || passes(row));
};

describe('rowFilter', () => {
  it('lets everything pass, without a test a row, where nothing is asked for', () => {
    expect(rowFilter(catalogue, stars)).toBeUndefined();
  });
  it('wants all genres that are in and none that is out', () => {
    expect(left({ genresIn: ['Drama'] })).toEqual([0, 2, 4, 5]);
    expect(left({ genresIn: ['Drama', 'Comedy'] })).toEqual([5]);
    expect(left({ genresOut: ['Comedy'] })).toEqual([0, 2, 4]);
    expect(left({ genresIn: ['Western'] })).toEqual([]);
  });
  it('takes years inclusively, and leaves out movies without one', () => {
    expect(left({ fromYear: 1999, toYear: 2000 })).toEqual([1, 2]);
    expect(left({ toYear: 2018 })).toEqual([0, 1, 2, 3, 5]);
  });
  it('takes predicted stars from the least asked for', () => {
    expect(left({ minStars: 3.5 })).toEqual([1, 2, 5]);
  });
  it('keeps to a list of movies, unknown ones left out', () => {
    expect(left({ onlyMovieIds: [60, 999] })).toEqual([5]);
    expect(left({ onlyMovieIds: [] })).toEqual([]);
  });
  it('takes movies in any of the languages, and none where the catalogue has no languages', () => {
    const spoken = {
      ...catalogue.file,
      languageNames: ['en', 'ja'],
      languages: [[0], [1], [0, 1], [], [0], [1]]
    };
    const passes = (languagesIn: string[], of = createCatalogue(spoken)) => {
      const test = rowFilter(of, stars, { languagesIn });
      return [0, 1, 2, 3, 4, 5].filter((row) => !test || test(row));
    };
    expect(passes(['ja'])).toEqual([1, 2, 5]);
    expect(passes(['ja', 'en'])).toEqual([0, 1, 2, 4, 5]);
    expect(passes(['ko'])).toEqual([]);
    expect(passes([])).toEqual([0, 1, 2, 3, 4, 5]);
    expect(passes(['ja'], catalogue)).toEqual([]);
  });
  it('counts no movie as a gem that nobody has rated', () => {
    const unrated = createCatalogue({ ...catalogue.file, ratingCount: [9, 8, 7, 0, 0, 0] });
    const test = rowFilter(unrated, stars, {}, 'gems');
    expect([0, 1, 2, 3, 4, 5].filter((row) => test?.(row))).toEqual([1, 2]);
  });
  it('counts no well-known movie as a gem', () => {
    expect(left({}, 'gems')).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('sortValues', () => {
  const order = (sort: ListSort): number[] => [...topItems(sortValues(catalogue, stars, sort)!, MOVIE_COUNT)];
  it('leaves the order to the model for the best', () => {
    expect(sortValues(catalogue, stars, 'best')).toBeUndefined();
  });
  it('orders by stars, and by year with the better ones of a year first and no year last', () => {
    expect(order('stars')).toEqual([2, 1, 5, 0, 3, 4]);
    expect(order('newest')).toEqual([5, 3, 2, 1, 0, 4]);
  });
});
