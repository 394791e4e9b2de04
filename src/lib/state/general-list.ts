/** Owns the list that stands on the page before any model is there, and the facts of its movies. */
import json from 'virtual:yamr-general-list';
import type { Movie } from '#core/catalogue';
import { parseGeneralList } from '#core/general-list';
import type { Recommendation } from '$lib/scorer/recommend';

const lines = parseGeneralList(json);

/** Best first, by the release that was published when this page was built. */
export const generalList: readonly Recommendation[] = lines.map(({ movie, ...line }) => ({
  movieId: movie.movieId,
  ...line
}));

/** Movies of the general list by their id. */
export const generalMovies: ReadonlyMap<number, Movie> = new Map(
  lines.map(({ movie }) => [movie.movieId as number, movie])
);
