/**
 * Owns the replay: what YAMR would have predicted for each rating from those before it, beside what the bias
 * baseline would have. Pure over a model and its catalogue; the worker runs it for the page "Your taste".
 */
import type { Catalogue } from '#core/catalogue';
import type { RatingHead } from '#core/rating-head';
import { answerNoise } from '#core/rating-sums';
import { clipStars } from '#core/rating';
import type { Profile, VisitorModel } from '#core/visitor-model';
import { toProfile, type RatedMovie } from './recommend.ts';

export interface ReplayRequest {
  /** Oldest first. Of one movie the last counts; movies that the release does not hold are left out. */
  readonly ratings: readonly RatedMovie[];
}

/** One rating and what was expected of it just before. All in stars; predictions are clipped to the scale. */
export interface ReplayStep {
  readonly movieId: number;
  readonly stars: number;
  /** What the crowd gives the movie. */
  readonly crowd: number;
  /** The crowd's stars plus how generous the visitor had been: the baseline. */
  readonly baseline: number;
  /** What the model says from the ratings before; absent where it was not computed. */
  readonly predicted?: number;
}

export interface ReplayResult {
  readonly steps: readonly ReplayStep[];
  readonly elapsedMs: number;
}

/** Ratings' worth of prior on an offset of zero (training/models/bias.ts, USER_SHRINKAGE). */
const OFFSET_SHRINKAGE = 5;
/** Prefixes scored with a model that has no rating head: each costs a whole catalogue. */
const MOST_PREFIXES = 60;
const BATCH = 16;

/** A model whose predicted stars come from a rating head, as those of `yamr` do. */
type WithRatingHead = VisitorModel & { readonly head: RatingHead };
const hasRatingHead = (model: VisitorModel): model is WithRatingHead => 'head' in model;

/**
 * The visitor's posterior one rating at a time: z and C after n ratings equal `foldIn` of these n
 * (Kalman update; Rasmussen and Williams 2006, ch. 2 in weight space). With w the movie's vector and d its
 * noise: gain = C w / (d + w' C w), z += gain (r - m - w' z), C -= gain (C w)'. O(R^2) a rating.
 */
export function replayRatingHead(head: RatingHead, { items, stars }: Profile): Float64Array {
  const size = head.vectors.columns;
  const vectors = head.vectors.values;
  const z = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  for (let j = 0; j < size; j++) covariance[j * size + j] = 1;
  const product = new Float64Array(size);
  const predicted = new Float64Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    const row = item * size;
    let expected = head.mean[item]!;
    let variance = answerNoise(head, item);
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += covariance[j * size + k]! * vectors[row + k]!;
      product[j] = sum;
      expected += vectors[row + j]! * z[j]!;
      variance += vectors[row + j]! * sum;
    }
    predicted[i] = expected;
    const surprise = (stars[i]! - expected) / variance;
    for (let j = 0; j < size; j++) {
      z[j]! += product[j]! * surprise;
      const gain = product[j]! / variance;
      for (let k = 0; k < size; k++) covariance[j * size + k]! -= gain * product[k]!;
    }
  }
  return predicted;
}

/** Predictions from prefixes, for any model; at most MOST_PREFIXES of them, evenly spread, the last included. */
async function replayPrefixes(model: VisitorModel, profile: Profile): Promise<Map<number, number>> {
  const count = profile.items.length;
  const places = Array.from({ length: Math.min(count, MOST_PREFIXES) }, (_, k, total = MOST_PREFIXES) =>
    count <= total ? k : Math.round((k * (count - 1)) / (total - 1))
  );
  const predicted = new Map<number, number>();
  for (let from = 0; from < places.length; from += BATCH) {
    const batch = places.slice(from, from + BATCH);
    const scores = await model.score(
      batch.map((place) => ({ items: profile.items.slice(0, place), stars: profile.stars.slice(0, place) }))
    );
    batch.forEach((place, k) => predicted.set(place, scores[k]?.stars[profile.items[place]!] ?? NaN));
  }
  return predicted;
}

async function crowdOf(model: VisitorModel): Promise<Float32Array> {
  if (hasRatingHead(model)) return model.head.mean;
  const [general] = await model.score([{ items: new Int32Array(), stars: new Float32Array() }]);
  return general?.stars ?? new Float32Array(model.itemCount);
}

/** Replays a visitor's ratings. With a rating head every rating is predicted, without one a sample of them. */
export async function replay(
  model: VisitorModel,
  catalogue: Catalogue,
  { ratings }: ReplayRequest
): Promise<ReplayResult> {
  const startMs = performance.now();
  const profile = toProfile(catalogue, ratings);
  const crowd = await crowdOf(model);
  const byHead = hasRatingHead(model) ? replayRatingHead(model.head, profile) : undefined;
  const byPrefix = byHead ? undefined : await replayPrefixes(model, profile);
  let residuals = 0;
  const steps = Array.from(profile.items, (item, place): ReplayStep => {
    const stars = profile.stars[place]!;
    const mean = crowd[item]!;
    const baseline = clipStars(mean + residuals / (place + OFFSET_SHRINKAGE));
    residuals += stars - mean;
    const predicted = byHead ? byHead[place] : byPrefix?.get(place);
    return {
      movieId: catalogue.file.movieId[item]!,
      stars,
      crowd: clipStars(mean),
      baseline,
      ...(predicted !== undefined && { predicted: clipStars(predicted) })
    };
  });
  return { steps, elapsedMs: performance.now() - startMs };
}
