/** Owns protocol A (RECOMMENDER.md): RMSE and MAE of predicted ratings of known users and movies, cold ones included. */
import { mae } from '#core/metrics/mae';
import { rmse } from '#core/metrics/rmse';
import { clipStars } from '#core/rating';
import type { Dataset } from '../dataset.ts';
import type { Bias } from '../models/bias.ts';
import { movieMeans } from '../models/baselines.ts';
import type { KnownUserPredictor } from '../models/model.ts';

export interface RatingMetrics {
  readonly rmse: number;
  readonly mae: number;
  readonly hidden: number;
}

/** Predicted stars of a (userId, movieId) pair in the ids of the files. */
export type PairPredictor = (userId: number, movieId: number) => number;

/**
 * Makes a predictor of file ids from one of indices: a user or a movie that the training part lacks gets the
 * best guess of the bias model, so no pair ever fails.
 */
export function pairPredictor(dataset: Dataset, bias: Bias, predict: KnownUserPredictor): PairPredictor {
  const userIndex = new Map(Array.from(dataset.userIds, (userId, index) => [userId, index]));
  return (userId, movieId) => {
    const user = userIndex.get(userId);
    const item = dataset.catalogue.indexOf(movieId);
    if (user !== undefined && item !== undefined) return predict(user, item);
    const userOffset = user === undefined ? 0 : bias.userOffset[user]!;
    const itemOffset = item === undefined ? 0 : bias.itemOffset[item]!;
    return clipStars(bias.mean + userOffset + itemOffset);
  };
}

/** The baselines of protocol A, by name. */
export function knownUserBaselines(
  dataset: Dataset,
  bias: Bias
): Readonly<Record<string, KnownUserPredictor>> {
  const means = movieMeans(dataset, bias.mean, 5);
  return {
    'global-mean': () => bias.mean,
    'movie-mean': (_, item) => means[item]!,
    bias: (user, item) => clipStars(bias.mean + bias.userOffset[user]! + bias.itemOffset[item]!)
  };
}

/** Judges a predictor on held-out ratings. */
export function evaluateRatings(
  predict: PairPredictor,
  test: readonly { readonly userId: number; readonly movieId: number; readonly stars: number }[]
): RatingMetrics {
  const predicted = test.map(({ userId, movieId }) => predict(userId, movieId));
  const actual = test.map(({ stars }) => stars);
  return { rmse: rmse(predicted, actual), mae: mae(predicted, actual), hidden: test.length };
}
