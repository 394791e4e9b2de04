/**
 * Owns the synthetic dataset: MovieLens-shaped tables of any size from a seed, for tests without the real
 * data and for benchmarks at full size. Its world: a movie has genres, a quality and a point in a space of
 * tastes near its genres' centres; a user has a generosity and a direction in that space. Users pick popular
 * movies (Zipf) that suit them and rate quality plus fit plus noise, so genres explain a part of the ratings
 * and other people's ratings explain more.
 */
import { YamrError } from '#core/errors';
import { createRandom, type Random } from '#core/random';
import { STARS_MAX, STARS_MIN } from '#core/rating';
import type { MovieLensTables, RatingColumns } from '../movielens/tables.ts';
import { sha256Hex } from '../release/sha256.ts';
import { createTitles } from './titles.ts';
import { createTags } from './tags.ts';
import { GENRES, createWorld, TASTE_SIZE, type MovieWorld } from './world.ts';

export interface SyntheticSize {
  readonly users: number;
  readonly movies: number;
  /** At least RATINGS_PER_USER_MIN a user, at most one a (user, movie) pair. */
  readonly ratings: number;
  readonly seed: number;
}

/** As in MovieLens, where nobody has fewer (README.txt). */
export const RATINGS_PER_USER_MIN = 20;

/** Raise with every change that makes other tables from the same seed: it is part of their sha256. */
const GENERATOR_VERSION = 1;

const MEAN_STARS = 2.9;
const USER_BIAS_DEVIATION = 0.4;
const TASTE_WEIGHT = 0.75;
const NOISE_DEVIATION = 0.65;
/** How strongly fit decides whether a movie that comes by is watched at all. */
const CHOICE_SLOPE = 5;
/** Movies that may come by before the user takes any unseen one: a bound, reached by very heavy users. */
const CHOICE_ATTEMPTS = 40;
const ACTIVITY_DEVIATION = 1.2;

const FIRST_TIMESTAMP_SEC = 828_000_000; // 1996-03
const LAST_TIMESTAMP_SEC = 1_537_000_000; // 2018-09

/**
 * Makes the tables. The same size and seed make the same tables; `sha256` is of these parameters (a folder
 * written from the tables and read again has that of its files). Throws `bad-input` for impossible sizes.
 */
export function generateMovieLens({ users, movies, ratings, seed }: SyntheticSize): MovieLensTables {
  const counts = [users, movies, ratings];
  if (!counts.every((count) => Number.isInteger(count) && count > 0) || movies < RATINGS_PER_USER_MIN) {
    throw new YamrError(
      'bad-input',
      `A synthetic dataset needs users, ratings and at least ${RATINGS_PER_USER_MIN} movies.`
    );
  }
  if (ratings < users * RATINGS_PER_USER_MIN || ratings > users * movies) {
    throw new YamrError(
      'bad-input',
      `${users} users and ${movies} movies take ${users * RATINGS_PER_USER_MIN} to ${users * movies} ratings, not ${ratings}.`
    );
  }
  const random = createRandom(seed);
  const world = createWorld(movies, random.fork('world'));
  const { titles, years } = createTitles(movies, random.fork('titles'));
  const columns = rate(
    world,
    allotRatings(users, movies, ratings, random.fork('activity')),
    random.fork('ratings')
  );
  const missing = random.fork('links');
  const parameters = JSON.stringify({ version: GENERATOR_VERSION, users, movies, ratings, seed });
  return {
    name: `synthetic-${users}x${movies}-${ratings}`,
    sha256: sha256Hex(parameters),
    movies: titles.map((title, movie) => ({
      movieId: world.movieId[movie]!,
      rawTitle: years[movie] === null ? title : `${title} (${years[movie] ?? ''})`,
      genres: (world.genres[movie] ?? []).map((genre) => GENRES[genre]?.name ?? ''),
      imdbId: 100_000 + movie * 7,
      tmdbId: missing.below(1000) === 0 ? 0 : 1 + movie * 3
    })),
    ratings: columns,
    tags: createTags(world, columns, random.fork('tags'))
  };
}

/** How many ratings each user gives, [users]: log-normal above the minimum, exactly `ratings` in all. */
function allotRatings(users: number, movies: number, ratings: number, random: Random): Int32Array {
  const weights = Float64Array.from({ length: users }, () => Math.exp(ACTIVITY_DEVIATION * random.normal()));
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
  const extra = ratings - users * RATINGS_PER_USER_MIN;
  const allotted = new Int32Array(users);
  let weightSoFar = 0;
  let given = 0;
  let overflow = 0;
  for (let user = 0; user < users; user++) {
    weightSoFar += weights[user]!;
    const upTo = user === users - 1 ? extra : Math.floor((extra * weightSoFar) / totalWeight);
    const wanted = RATINGS_PER_USER_MIN + upTo - given + overflow;
    given = upTo;
    allotted[user] = Math.min(wanted, movies);
    overflow = wanted - allotted[user]!;
  }
  for (let user = 0; user < users && overflow > 0; user++) {
    const more = Math.min(overflow, movies - allotted[user]!);
    allotted[user]! += more;
    overflow -= more;
  }
  return allotted;
}

/** Index of the first entry of an ascending array that is greater than `value`. */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How well a movie suits a taste: standard normal over movies and users, roughly. */
function fit(world: MovieWorld, movie: number, taste: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < TASTE_SIZE; k++) sum += world.position[movie * TASTE_SIZE + k]! * taste[k]!;
  return sum;
}

/** Lets every user choose and rate `allotted[user]` movies; rows are by user, then by movieId. */
function rate(world: MovieWorld, allotted: Int32Array, random: Random): RatingColumns {
  const count = allotted.reduce((sum, own) => sum + own, 0);
  const userId = new Int32Array(count);
  const movieId = new Int32Array(count);
  const stars = new Float32Array(count);
  const timestampSec = new Uint32Array(count);
  const movieCount = world.movieId.length;
  const seenBy = new Int32Array(movieCount).fill(-1);
  const totalPopularity = world.popularity[movieCount - 1]!;
  const taste = new Float64Array(TASTE_SIZE);
  let row = 0;

  const choose = (user: number): number => {
    for (let attempt = 0; attempt < CHOICE_ATTEMPTS; attempt++) {
      const movie = firstAbove(world.popularity, random.uniform() * totalPopularity);
      if (seenBy[movie] === user) continue;
      const chance = 1 / (1 + Math.exp(-CHOICE_SLOPE * fit(world, movie, taste)));
      if (random.uniform() < chance) return movie;
    }
    let movie = random.below(movieCount);
    while (seenBy[movie] === user) movie = (movie + 1) % movieCount;
    return movie;
  };

  for (let user = 0; user < allotted.length; user++) {
    for (let k = 0; k < TASTE_SIZE; k++) taste[k] = random.normal() / Math.sqrt(TASTE_SIZE);
    const bias = USER_BIAS_DEVIATION * random.normal();
    const own = new Int32Array(allotted[user]!);
    for (let k = 0; k < own.length; k++) seenBy[(own[k] = choose(user))] = user;
    own.sort();
    // Most people rate everything in one evening, some come back for years.
    const spanSec = 600 + Math.floor(100_000_000 * random.uniform() ** 8);
    const startSec = FIRST_TIMESTAMP_SEC + random.below(LAST_TIMESTAMP_SEC - FIRST_TIMESTAMP_SEC - spanSec);
    for (const movie of own) {
      const opinion = MEAN_STARS + bias + world.quality[movie]! + TASTE_WEIGHT * fit(world, movie, taste);
      const noisy = opinion + NOISE_DEVIATION * random.normal();
      userId[row] = user + 1;
      movieId[row] = world.movieId[movie]!;
      stars[row] = Math.min(STARS_MAX, Math.max(STARS_MIN, Math.round(noisy * 2) / 2));
      timestampSec[row] = startSec + random.below(spanSec);
      row++;
    }
  }
  return { userId, movieId, stars, timestampSec };
}
