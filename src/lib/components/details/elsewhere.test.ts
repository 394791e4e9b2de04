/** The addresses of a movie elsewhere. */
import { expect, test } from 'vitest';
import { countryOf, factPages, watchPages } from './elsewhere.ts';

const heat = { title: 'Heat & Dust', year: 1983, imdbId: 84058, tmdbId: 949 };

test('the country is what the languages say, or where their speakers most likely live', () => {
  expect(countryOf(['de-AT', 'en-US'])).toBe('AT');
  expect(countryOf(['en', 'en-GB'])).toBe('GB');
  expect(countryOf(['ja'])).toBe('JP');
  expect(countryOf([])).toBe('US');
  expect(countryOf(['en_US.UTF-8', 'fr-CA'])).toBe('CA');
});

test('facts are told where a number is known', () => {
  expect(factPages(heat).map(({ href }) => href)).toEqual([
    'https://www.imdb.com/title/tt0084058/',
    'https://www.themoviedb.org/movie/949'
  ]);
  expect(factPages({ imdbId: 0, tmdbId: 0 })).toEqual([]);
});

test('where to watch follows the country, and what is odd in a title is no part of the address', () => {
  expect(watchPages(heat, 'GB').map(({ href }) => href)).toEqual([
    'https://www.themoviedb.org/movie/949/watch?locale=GB',
    'https://www.justwatch.com/uk/search?q=Heat%20%26%20Dust',
    'https://www.youtube.com/results?search_query=Heat%20%26%20Dust%201983%20trailer'
  ]);
  const unknown = watchPages({ ...heat, year: null, tmdbId: 0 }, 'FR').map(({ name }) => name);
  expect(unknown).toEqual(['JustWatch', 'Trailer']);
});
