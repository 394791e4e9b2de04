/** Owns the synthetic tags: a few users give most of them, and most say where a movie lies among tastes. */
import type { Random } from '#core/random';
import type { RatingColumns, TagRow } from '../movielens/tables.ts';
import { TASTE_SIZE, type MovieWorld } from './world.ts';

/** By dimension of taste: words for its negative and for its positive end. */
const WORDS = [
  [
    ['slow', 'thought-provoking'],
    ['fast-paced', 'blockbuster']
  ],
  [
    ['bleak', 'atmospheric'],
    ['feel-good', 'funny']
  ],
  [
    ['realistic', 'true story'],
    ['surreal', 'visually stunning']
  ],
  [
    ['violent', 'cult film'],
    ['family', 'romantic']
  ]
] as const;
const PRIVATE_TAG = 'In Netflix queue';

/** As in ml-latest-small: tags for 3.65% of the ratings, by a tenth of the users. */
const TAGS_PER_RATING = 0.0365;
const TAGGER_SHARE = 0.1;
const PRIVATE_SHARE = 0.04;

/** Tags on rated movies, in the order of the ratings; about TAGS_PER_RATING of their number. */
export function createTags(world: MovieWorld, ratings: RatingColumns, random: Random): readonly TagRow[] {
  const movieOf = new Map(Array.from(world.movieId, (movieId, movie) => [movieId, movie]));
  const tags: TagRow[] = [];
  let tagger = false;
  for (let row = 0; row < ratings.stars.length; row++) {
    const userId = ratings.userId[row]!;
    if (row === 0 || userId !== ratings.userId[row - 1]) tagger = random.uniform() < TAGGER_SHARE;
    if (!tagger || random.uniform() >= TAGS_PER_RATING / TAGGER_SHARE) continue;
    const movieId = ratings.movieId[row]!;
    tags.push({
      userId,
      movieId,
      tag:
        random.uniform() < PRIVATE_SHARE ? PRIVATE_TAG : describe(world, movieOf.get(movieId) ?? 0, random),
      timestampSec: ratings.timestampSec[row]! + random.below(600)
    });
  }
  return tags;
}

/** A word for the end of the dimension in which the movie lies farthest out, of two looked at. */
function describe(world: MovieWorld, movie: number, random: Random): string {
  let best = 0;
  let farthest = 0;
  for (let look = 0; look < 2; look++) {
    const k = random.below(TASTE_SIZE);
    const coordinate = world.position[movie * TASTE_SIZE + k]!;
    if (Math.abs(coordinate) <= Math.abs(farthest)) continue;
    best = k;
    farthest = coordinate;
  }
  return WORDS[best]?.[farthest < 0 ? 0 : 1][random.below(2)] ?? PRIVATE_TAG;
}
