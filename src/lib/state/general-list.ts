/** Owns the list that stands on the page before any model is there, and the facts of its movies. */
import json from 'virtual:yamr-general-list';
import type { Movie } from '#core/catalogue';
import { parseGeneralList, type GeneralLine } from '#core/general-list';
import type { Recommendation } from '$lib/scorer/recommend';

/** A list, best first, and the facts of its movies by their id. */
export interface Listed {
  readonly list: readonly Recommendation[];
  readonly movies: ReadonlyMap<number, Movie>;
}

export const listedOf = (lines: readonly GeneralLine[]): Listed => ({
  list: lines.map(({ movie, ...line }) => ({ movieId: movie.movieId, ...line })),
  movies: new Map(lines.map(({ movie }) => [movie.movieId as number, movie]))
});

/** By the release that was published when this page was built. */
export const { list: generalList, movies: generalMovies } = listedOf(parseGeneralList(json));
