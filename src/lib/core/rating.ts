/** Owns the one schema of a rating: shared by the page, the store, the API, training and the commands. */
import * as v from 'valibot';
import { isMovieId, type MovieId } from './ids.ts';

/** The rating scale of MovieLens (ratings.csv, `rating`): half stars from 0.5 to 5. */
export const STARS_MIN = 0.5;
export const STARS_MAX = 5;
export const STARS_STEP = 0.5;
/** All ten values of the scale, ascending. */
export const STAR_VALUES: readonly number[] = Array.from({ length: 10 }, (_, k) => (k + 1) * STARS_STEP);
/** A rating of at least this many stars counts as a like, everywhere (ranking targets, relevance). */
export const LIKE_STARS = 4;

/** Whether `value` is on the half-star scale. */
export function isStars(value: unknown): value is number {
  return typeof value === 'number' && value >= STARS_MIN && value <= STARS_MAX && Number.isInteger(value * 2);
}

/** A predicted value brought into the scale's range (not rounded to half stars). */
export function clipStars(value: number): number {
  return value < STARS_MIN ? STARS_MIN : value > STARS_MAX ? STARS_MAX : value;
}

export const MovieIdSchema = v.custom<MovieId>(isMovieId, 'movieId must be a positive integer');
export const StarsSchema = v.custom<number>(isStars, 'a rating is a half star from 0.5 to 5');

/** One person's rating of one movie; `updatedAtMs` is Unix time in milliseconds. */
export const RatingSchema = v.object({
  movieId: MovieIdSchema,
  stars: StarsSchema,
  updatedAtMs: v.pipe(v.number(), v.integer(), v.minValue(0))
});
export type Rating = v.InferOutput<typeof RatingSchema>;
