/**
 * Owns movies that MovieLens has not: their number, their row. The number is 10,000,000 plus the IMDb id: no id of
 * MovieLens is that large, and it is the same in every run and on every machine, as ratings are kept by it.
 */
import { YamrError } from '#core/errors';
import { isMovieId } from '#core/ids';
import type { MovieRow } from '#training/movielens/tables';
import type { Found } from './found.ts';
import { genresOf } from './genres.ts';
import type { ReleasedFilm } from './queries.ts';

const FIRST_NEW_ID = 10_000_000;

export interface JoinedMovies {
  /** MovieLens' as they are, then the new ones by number. */
  readonly movies: readonly MovieRow[];
  /** New in this run. */
  readonly added: number;
  /** Left out: nobody has given them a name in a language that is asked for. */
  readonly nameless: number;
}

/**
 * The movies with those released since. Rows of earlier runs stay, and follow what Wikidata says now. Throws
 * `bad-data` where somebody else's movie has a number of ours.
 */
export function joinNewMovies(
  movies: readonly MovieRow[],
  released: readonly ReleasedFilm[],
  found: Found
): JoinedMovies {
  const byImdb = new Map(movies.filter(({ imdbId }) => imdbId > 0).map((movie) => [movie.imdbId, movie]));
  const byId = new Map(movies.map((movie) => [movie.movieId, movie]));
  const ours = new Map(
    movies.filter(({ movieId }) => movieId >= FIRST_NEW_ID).map((movie) => [movie.movieId, movie])
  );
  let added = 0;
  let nameless = 0;
  for (const { item, imdbId, tmdbId, year } of released) {
    const known = byImdb.get(imdbId);
    if (known && known.movieId < FIRST_NEW_ID) continue;
    const movieId = FIRST_NEW_ID + imdbId;
    if (!isMovieId(movieId)) continue;
    const taken = byId.get(movieId);
    if ((known && known.movieId !== movieId) || (taken && taken.imdbId !== imdbId)) {
      throw new YamrError(
        'bad-data',
        `Movie ${(known ?? taken)?.movieId ?? movieId} has a number from ${FIRST_NEW_ID} on that is not ${FIRST_NEW_ID} plus its IMDb id; renumber it first.`
      );
    }
    const name = found.name(item);
    if (!name) {
      nameless++;
      continue;
    }
    const facts = found.film(imdbId)?.facts;
    const genres = genresOf([...(facts?.genres ?? []), ...(facts?.kinds ?? [])]);
    if (!taken) added++;
    ours.set(movieId, { movieId, rawTitle: `${name} (${year})`, genres, imdbId, tmdbId });
  }
  const theirs = movies.filter(({ movieId }) => movieId < FIRST_NEW_ID);
  const sorted = [...ours.values()].sort((a, b) => a.movieId - b.movieId);
  return { movies: [...theirs, ...sorted], added, nameless };
}
