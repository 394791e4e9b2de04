/**
 * Owns golden cases: ratings and the top of the list that they must give. Training writes them into a
 * release; the Node scorer and the worker, on every backend, must reproduce them (diagnostics, tests).
 */
import * as v from 'valibot';
import { YamrError } from './errors.ts';
import { MovieIdSchema, StarsSchema } from './rating.ts';

const Finite = v.pipe(v.number(), v.finite());
const Tolerance = v.pipe(Finite, v.minValue(0));

/** One line of a list: predicted stars, and the value by which the list is ordered (higher is better). */
export const GoldenLineSchema = v.object({ movieId: MovieIdSchema, stars: Finite, ranking: Finite });
export type GoldenLine = v.InferOutput<typeof GoldenLineSchema>;

/**
 * A visitor's ratings, and the top 10 of the movies not rated, in the order of the bare ranking: re-ranking
 * could turn a difference in the last bit into another list.
 */
export const GoldenCaseSchema = v.object({
  ratings: v.array(v.object({ movieId: MovieIdSchema, stars: StarsSchema })),
  top: v.pipe(v.array(GoldenLineSchema), v.minLength(1)),
  /** The list is of movies that nobody in training rated alone: the long tail. */
  unrated: v.optional(v.boolean())
});
export type GoldenCase = v.InferOutput<typeof GoldenCaseSchema>;

/** `golden.json`. The tolerances are absolute, in the units of `stars` and `ranking`. */
export const GoldenSchema = v.object({
  cases: v.pipe(v.array(GoldenCaseSchema), v.minLength(1)),
  tolerance: v.object({ stars: Tolerance, ranking: Tolerance })
});
export type Golden = v.InferOutput<typeof GoldenSchema>;

/** Parses golden.json. Throws `bad-release`. */
export function parseGolden(json: unknown): Golden {
  const parsed = v.safeParse(GoldenSchema, json);
  if (parsed.success) return parsed.output;
  throw new YamrError(
    'bad-release',
    `The golden cases of this release cannot be read: ${parsed.issues[0].message}.`
  );
}

/**
 * What is wrong with a list, as sentences; none when it reproduces the case. Movies may change places only
 * where their ranking values lie within the tolerance of each other, the end of the list included.
 */
export function compareGolden(
  expected: GoldenCase,
  actual: readonly GoldenLine[],
  tolerance: Golden['tolerance']
): string[] {
  const problems: string[] = [];
  const { top } = expected;
  if (actual.length !== top.length) problems.push(`The list has ${actual.length} movies, not ${top.length}.`);
  const byMovie = new Map(top.map((line) => [line.movieId, line]));
  // Written so that NaN counts as too far.
  const near = (a: number, b: number, limit: number): boolean => Math.abs(a - b) <= limit;
  const last = top.at(-1);
  actual.slice(0, top.length).forEach((line, position) => {
    const place = `Place ${position + 1}`;
    const wanted = top[position];
    if (wanted && wanted.movieId !== line.movieId && !near(line.ranking, wanted.ranking, tolerance.ranking)) {
      problems.push(`${place} is movie ${line.movieId}, not ${wanted.movieId}.`);
    }
    const golden = byMovie.get(line.movieId) ?? last;
    if (!golden) return;
    if (!near(line.ranking, golden.ranking, tolerance.ranking)) {
      problems.push(`${place}: movie ${line.movieId} ranks at ${line.ranking}, not ${golden.ranking}.`);
    }
    if (golden.movieId === line.movieId && !near(line.stars, golden.stars, tolerance.stars)) {
      problems.push(`${place}: movie ${line.movieId} gets ${line.stars} stars, not ${golden.stars}.`);
    }
  });
  if (new Set(actual.map((line) => line.movieId)).size !== actual.length) {
    problems.push('The list names a movie twice.');
  }
  return problems;
}
