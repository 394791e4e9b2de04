/** Owns how a row of an import, and the movies that it may be, are called. */
import type { Movie } from '#core/catalogue';
import type { MovieId } from '#core/ids';
import { titleOf } from '$lib/library/shown-entries';
import type { ImportRow } from './rows.ts';

export const movieName = (movieId: MovieId, movie: Movie | undefined): string =>
  titleOf(movieId, movie) + (movie?.year ? ` (${movie.year})` : '');

/** Its title, else the number that it has, in the words of whose number that is. */
export function rowName({ title, year, imdbId, tmdbId, movieId, line }: ImportRow): string {
  if (title !== undefined) return title + (year && !title.includes(String(year)) ? ` (${year})` : '');
  if (imdbId !== undefined) return `tt${String(imdbId).padStart(7, '0')}`;
  if (tmdbId !== undefined) return `TMDB ${tmdbId}`;
  return movieId === undefined ? `Line ${line}` : `movie ${movieId}`;
}
