/**
 * Owns how ratings cross between the page and the worker: two buffers. Copying thousands of objects takes both threads
 * longer than a list takes to compute, and every star asks several times.
 */
import type { RatedMovie } from './recommend.ts';

export interface PackedRatings {
  readonly movieIds: Float64Array;
  /** Half stars, which float32 holds exactly. */
  readonly stars: Float32Array;
}

interface WithRatings {
  readonly ratings: readonly RatedMovie[];
}

/** A request on its way. */
export type Packed<Request extends WithRatings> = Omit<Request, 'ratings'> & {
  readonly ratings: PackedRatings;
};

export function pack<Request extends WithRatings>(request: Request): Packed<Request> {
  const { ratings } = request;
  const movieIds = new Float64Array(ratings.length);
  const stars = new Float32Array(ratings.length);
  for (let i = 0; i < ratings.length; i++) {
    movieIds[i] = ratings[i]!.movieId;
    stars[i] = ratings[i]!.stars;
  }
  return { ...request, ratings: { movieIds, stars } };
}

/** What `pack` was given, without whatever else was known of a rating. */
export function unpack<Rest extends object>(
  packed: Rest & { readonly ratings: PackedRatings }
): Omit<Rest, 'ratings'> & WithRatings {
  const { movieIds, stars } = packed.ratings;
  const ratings = Array.from(movieIds, (movieId, i): RatedMovie => ({ movieId, stars: stars[i]! }));
  return { ...packed, ratings };
}
