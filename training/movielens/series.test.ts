import { describe, expect, it } from 'vitest';
import type { CreditRow, MovieRow } from './tables.ts';
import { seriesKey, seriesOf } from './series.ts';

const movie = (movieId: number): MovieRow => ({ movieId, rawTitle: '', genres: [], imdbId: 0, tmdbId: 0 });
const credit = (movieId: number, series: readonly string[]): CreditRow => ({
  movieId,
  imdbId: 0,
  wikidata: '',
  directors: [],
  cast: [],
  genres: [],
  countries: [],
  languages: [],
  basedOn: [],
  series
});
const numbers = (titles: readonly string[], credits: readonly CreditRow[] = []): number[] => [
  ...seriesOf({ movies: titles.map((_, k) => movie(k + 1)), credits }, titles)
];

describe('a series', () => {
  it.each([
    ['Toy Story 2', 'toy story', true],
    ['Godfather: Part II, The', 'godfather', true],
    ['Star Wars: Episode IV - A New Hope', 'star wars', true],
    ['Rocky IV', 'rocky', true],
    ['A Quiet Place', 'quiet place', false],
    ['Seven', 'seven', false]
  ])('is told from the title %s by its beginning %s', (title, key, isPart) => {
    expect(seriesKey(title)).toEqual({ key, isPart });
  });

  it('has the first part that is not numbered', () => {
    expect(numbers(['Toy Story', 'Toy Story 2', 'Heat'])).toEqual([1, 1, 0]);
  });

  it('is not made of titles that share a word, nor of remakes', () => {
    expect(numbers(['A Quiet Place', 'The Quiet Man', 'Cinderella', 'Cinderella'])).toEqual([0, 0, 0, 0]);
  });

  it('is what Wikidata says, and a part that it does not know joins by its beginning', () => {
    const credits = [credit(1, ['Q1']), credit(2, ['Q1'])];
    const titles = ['Star Wars: Episode IV', 'Rogue One', 'Star Wars: Episode V', 'Heat'];
    expect(numbers(titles, credits)).toEqual([1, 1, 1, 0]);
  });
});
