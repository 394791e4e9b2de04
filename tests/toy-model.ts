/** Owns a model of a few movies that any thread can run: for tests of everything around a model. */
import type { CatalogueFile } from '#core/catalogue';
import { asMovieId } from '#core/ids';
import type { VisitorModel } from '#core/visitor-model';

export const MOVIE_COUNT = 6;

/** Movies 10, 20, 30 ... in this order. */
export function toyCatalogue(): CatalogueFile {
  const rows = Array.from({ length: MOVIE_COUNT }, (_, k) => k);
  return {
    genreNames: ['Drama'],
    movieId: rows.map((row) => asMovieId((row + 1) * 10)),
    title: rows.map((row) => `Movie ${row}`),
    year: rows.map(() => null),
    genres: rows.map(() => [0]),
    imdbId: rows,
    tmdbId: rows,
    ratingCount: rows,
    likeCount: rows
  };
}

/** Predicts the mean of the ratings (3 without any) for all, and ranks by itemIndex, best first. */
export function toyModel(offset = 0): VisitorModel {
  return {
    name: 'toy',
    itemCount: MOVIE_COUNT,
    score: (profiles) =>
      Promise.resolve(
        profiles.map(({ stars }) => {
          const mean = stars.length ? stars.reduce((sum, value) => sum + value, 0) / stars.length : 3;
          return {
            stars: new Float32Array(MOVIE_COUNT).fill(mean),
            deviationOf: () => 0.5,
            ranking: Float32Array.from({ length: MOVIE_COUNT }, (_, row) => offset - row)
          };
        })
      ),
    dispose: () => undefined
  };
}
