import { describe, expect, it } from 'vitest';
import type { Movie } from '#core/catalogue';
import { asItemIndex, asMovieId } from '#core/ids';
import { posterArt } from './poster-art.ts';

const movie = (movieId: number, facts: Partial<Movie> = {}): Movie => ({
  itemIndex: asItemIndex(0),
  movieId: asMovieId(movieId),
  title: 'The City of Lost Children (La Cité des enfants perdus)',
  year: 1995,
  genres: ['Drama'],
  imdbId: 0,
  tmdbId: 0,
  ratingCount: 0,
  likeCount: 0,
  languages: [],
  countries: [],
  ...facts
});

describe('posterArt', () => {
  it('draws a movie the same every time, and another one differently', () => {
    expect(posterArt(movie(7))).toEqual(posterArt(movie(7)));
    expect(posterArt(movie(7)).shapes).not.toEqual(posterArt(movie(8)).shapes);
  });
  it('leaves alternative titles out, and keeps a title that is nothing else', () => {
    expect(posterArt(movie(1)).title).toBe('The City of Lost Children');
    expect(posterArt(movie(1, { title: ' (500)' })).title).toBe(' (500)');
  });
  it('draws movies without year or genres', () => {
    const art = posterArt(movie(1, { year: null, genres: [] }));
    expect(art.shapes.length).toBeGreaterThan(0);
    expect(art.top).toMatch(/^oklch\(/);
  });
  it('letters long words smaller than short ones', () => {
    expect(posterArt(movie(1, { title: 'Koyaanisqatsi' })).size).toBeLessThan(
      posterArt(movie(1, { title: 'Jaws' })).size
    );
  });
});
