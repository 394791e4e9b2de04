import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { asMovieId } from '#core/ids';
import { moviesToRate } from './movies-to-rate.ts';

/** In the order of popularity. */
const MOVIES: readonly (readonly [string, number, readonly number[]])[] = [
  ['The Matrix', 1999, [0]],
  ['The Matrix Reloaded', 2003, [0]],
  ['Amélie (Le Fabuleux Destin)', 2001, [1]],
  ['Animatrix', 2003, [0]],
  ['A Beautiful Mind', 2001, [1]],
  ['The Lord of the Rings: The Two Towers', 2002, [0, 1]],
  ['Enter the Matrix', 2010, [1]],
  ['The The', 1990, [1]]
];
const zeros = MOVIES.map(() => 0);
const catalogue = createCatalogue({
  genreNames: ['Action', 'Drama'],
  movieId: MOVIES.map((_, row) => asMovieId(row + 1)),
  title: MOVIES.map(([title]) => title),
  year: MOVIES.map(([, year]) => year),
  genres: MOVIES.map(([, , genres]) => [...genres]),
  imdbId: zeros,
  tmdbId: zeros,
  ratingCount: zeros,
  likeCount: zeros
});

describe('moviesToRate', () => {
  it('asks for none of the movies that are known', () => {
    const chosen = moviesToRate(catalogue, 3, (movieId) => movieId === 1);
    expect(chosen.map(({ movieId }) => movieId)).toEqual([2, 3, 4]);
  });
  it('prefers a genre that was not asked about to the next movie in popularity', () => {
    expect(moviesToRate(catalogue, 2, () => false).map(({ movieId }) => movieId)).toEqual([1, 3]);
  });
  it('asks for what there is', () => {
    expect(moviesToRate(catalogue, 50, () => false)).toHaveLength(MOVIES.length);
    expect(moviesToRate(catalogue, 50, () => true)).toEqual([]);
  });
});
