/** Owns putting visitors behind MovieLens' people in one set of tables. */
import { createHash } from 'node:crypto';
import type { MovieLensTables } from '#training/movielens/tables';
import { countRatings, type Visitor } from './visitors.ts';

/** The tables of both. The visitors' user ids follow MovieLens' largest, tags included; MovieLens' rows stay as they are. */
export function joinVisitors(movieLens: MovieLensTables, visitors: readonly Visitor[]): MovieLensTables {
  if (visitors.length === 0) return movieLens;
  const { ratings, tags } = movieLens;
  let largest = 0;
  for (const userId of ratings.userId) largest = Math.max(largest, userId);
  for (const { userId } of tags) largest = Math.max(largest, userId);
  const firstUserId = largest + 1;
  const before = ratings.stars.length;
  const added = countRatings(visitors);
  const userId = new Int32Array(before + added);
  const movieId = new Int32Array(before + added);
  const stars = new Float32Array(before + added);
  const timestampSec = new Uint32Array(before + added);
  userId.set(ratings.userId);
  movieId.set(ratings.movieId);
  stars.set(ratings.stars);
  timestampSec.set(ratings.timestampSec);
  const hash = createHash('sha256').update(`movielens ${movieLens.sha256}\n`);
  let row = before;
  visitors.forEach((visitor, k) => {
    for (const [movie, given, daySec] of visitor) {
      userId[row] = firstUserId + k;
      movieId[row] = movie;
      stars[row] = given;
      timestampSec[row] = daySec;
      hash.update(`${firstUserId + k} ${movie} ${given} ${daySec}\n`);
      row++;
    }
  });
  return {
    ...movieLens,
    name: `${movieLens.name}+visitors`,
    sha256: hash.digest('hex'),
    ratings: { userId, movieId, stars, timestampSec },
    visitors: {
      firstUserId,
      people: visitors.length,
      ratings: added,
      movieLensSha256: movieLens.sha256
    }
  };
}
