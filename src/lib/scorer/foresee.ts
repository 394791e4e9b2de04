/**
 * Owns what a model expected of one movie before it was rated: its stars and its place, so that the stars that were
 * then given can be held against both. Pure over a model and its catalogue.
 */
import type { Catalogue } from '#core/catalogue';
import type { VisitorModel } from '#core/visitor-model';
import { replay } from './replay.ts';
import { toProfile, type RatedMovie } from './recommend.ts';

export interface ForeseeRequest {
  /** As they were before, oldest first. */
  readonly ratings: readonly RatedMovie[];
  readonly rated: RatedMovie;
}

export interface Foresight {
  /** 0.5 to 5, not rounded. */
  readonly predicted: number;
  /** What the bias baseline says: the crowd's stars plus how generous the visitor had been. */
  readonly baseline: number;
  /** 1 is the best of the movies that were not rated, in the model's own ranking. */
  readonly rank: number;
}

/** Null for a movie that the release does not hold. */
export async function foresee(
  model: VisitorModel,
  catalogue: Catalogue,
  { ratings, rated }: ForeseeRequest
): Promise<Foresight | null> {
  const item = catalogue.indexOf(rated.movieId);
  if (item === undefined) return null;
  const before = ratings.filter(({ movieId }) => movieId !== rated.movieId);
  const profile = toProfile(catalogue, before);
  const [scores] = await model.score([profile]);
  const { steps } = await replay(model, catalogue, { ratings: [...before, rated] });
  const baseline = steps.at(-1)?.baseline;
  const predicted = scores?.stars[item];
  const own = scores?.ranking[item];
  if (!scores || predicted === undefined || own === undefined || baseline === undefined) return null;
  const known = new Set(profile.items);
  let rank = 1;
  for (const [row, value] of scores.ranking.entries()) if (value > own && !known.has(row)) rank++;
  return { predicted, baseline, rank };
}
