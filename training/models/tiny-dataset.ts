/** Owns the few hand-made ratings that the tests of `training/models` compute with. No neighbour outside tests. */
import { buildDataset, type Dataset } from '../dataset.ts';

/** A dataset of the given (userId, movieId, stars); movies 1..movieCount exist, rated or not. */
export function tinyDataset(
  ratings: readonly (readonly [number, number, number])[],
  movieCount: number
): Dataset {
  return buildDataset({
    name: 'tiny',
    sha256: '0'.repeat(64),
    movies: Array.from({ length: movieCount }, (_, row) => ({
      movieId: row + 1,
      rawTitle: `Movie ${row + 1} (2000)`,
      genres: ['Drama'],
      imdbId: 0,
      tmdbId: 0
    })),
    ratings: {
      userId: Int32Array.from(ratings, ([userId]) => userId),
      movieId: Int32Array.from(ratings, ([, movieId]) => movieId),
      stars: Float32Array.from(ratings, ([, , stars]) => stars),
      timestampSec: new Uint32Array(ratings.length)
    },
    tags: []
  });
}
