/**
 * Owns the explanation of a movie to a visitor, exact in both halves: the predicted rating taken apart, and
 * what each past rating does to the movie's rank, by scoring the visitor without it. Pure over a model and
 * its catalogue, as `recommend.ts` is.
 */
import type { Catalogue } from '#core/catalogue';
import { asItemIndex, type MovieId } from '#core/ids';
import { normalQuantile } from '#core/metrics/calibration';
import { ranksOf } from '#core/ranking';
import { clipStars } from '#core/rating';
import type { ExplainedRating, Profile, VisitorModel } from '#core/visitor-model';
import { markRows, toProfile, type RatedMovie } from './recommend.ts';

export interface ExplainRequest {
  /** Of one movie the last counts; movies that the release does not hold are left out, here and below. */
  readonly ratings: readonly RatedMovie[];
  /** What to explain, in this order. */
  readonly movieIds: readonly number[];
  /** Not counted in ranks, besides the rated ones: what the visitor's list leaves out. */
  readonly excludedMovieIds?: readonly number[];
  /**
   * Ratings told of a movie at most, of those that add to its prediction and of those that take from it: the strongest. Each is a
   * whole catalogue ranked anew. Default: all, and all where the model cannot take its predictions apart.
   */
  readonly perSide?: number;
}

/** A prediction taken apart; crowd + offset + the sum of the ratings' shares = `expectedStars`. */
export interface ExplainedPrediction {
  /** The prediction before it is clipped to the scale. */
  readonly expectedStars: number;
  /** What the crowd would give. */
  readonly crowd: number;
  /** What the visitor adds to any movie. */
  readonly offset: number;
  /** Standard deviation of the rating, in stars, and the interval that holds it with 80% chance, on the scale. */
  readonly deviation: number;
  readonly interval80: readonly [number, number];
}

/** What one past rating does. */
export interface RatingInfluence {
  readonly movieId: MovieId;
  /** As given. */
  readonly stars: number;
  /** The movie's rank if this rating had never been given. */
  readonly rankWithout: number;
  /** Its share in the predicted rating, in stars, and the prediction without it (before clipping). */
  readonly share?: number;
  readonly starsWithout?: number;
}

export interface MovieExplanation {
  readonly movieId: MovieId;
  /** 0.5 to 5, not rounded. */
  readonly predictedStars: number;
  /** Where the movie stands in the bare ranking of the movies that the visitor has not rated; 1 is first. */
  readonly rank: number;
  /** Absent where the model cannot take its predictions apart. */
  readonly prediction?: ExplainedPrediction;
  /** Those that were asked for, in the order of the request. */
  readonly ratings: readonly RatingInfluence[];
}

/** Profiles ranked at once: bounds the memory of the scores, and keeps them in the cache. */
const BATCH = 64;
const Z80 = normalQuantile(0.9);

/** The visitor, and the visitor without the rating at each of `places`. */
function withoutEach({ items, stars }: Profile, places: readonly number[]): Profile[] {
  const others = places.map((left) => ({
    items: items.filter((_, i) => i !== left),
    stars: stars.filter((_, i) => i !== left)
  }));
  return [{ items, stars }, ...others];
}

/** Places of the shares that are greatest and least, at most `perSide` of each, ascending. */
function strongest(shares: Float64Array, perSide: number): number[] {
  const places = [...shares.keys()].sort((a, b) => shares[b]! - shares[a]!);
  const adding = places.filter((place) => shares[place]! > 0).slice(0, perSide);
  const taking = places.filter((place) => shares[place]! < 0).slice(-perSide);
  return [...adding, ...taking].sort((a, b) => a - b);
}

/** Ranks of `items` for each of the profiles, among the movies that `excluded` does not mark. */
async function ranksFor(
  model: VisitorModel,
  profiles: readonly Profile[],
  items: readonly number[],
  excluded: Uint8Array
): Promise<Int32Array[]> {
  const ranks: Int32Array[] = [];
  for (let from = 0; from < profiles.length; from += BATCH) {
    const batch = profiles.slice(from, from + BATCH);
    const rankings = model.rank
      ? await model.rank(batch)
      : (await model.score(batch)).map(({ ranking }) => ranking);
    for (const ranking of rankings) ranks.push(ranksOf(ranking, items, excluded));
  }
  return ranks;
}

function predictionOf({ stars, crowd, offset, deviation }: ExplainedRating): ExplainedPrediction {
  const reach = Z80 * deviation;
  const centre = clipStars(stars);
  const interval80 = [clipStars(centre - reach), clipStars(centre + reach)] as const;
  return { expectedStars: stars, crowd, offset, deviation, interval80 };
}

/**
 * Explains some movies to a visitor. Ranks count the movies that are neither rated nor excluded, the same
 * ones with and without a rating, so a change of rank is never the return of the rated movie itself.
 */
export async function explain(
  model: VisitorModel,
  catalogue: Catalogue,
  { ratings, movieIds, excludedMovieIds = [], perSide }: ExplainRequest
): Promise<readonly MovieExplanation[]> {
  const profile = toProfile(catalogue, ratings);
  const items = movieIds.map((id) => catalogue.indexOf(id)).filter((item) => item !== undefined);
  if (items.length === 0) return [];
  const excluded = markRows(catalogue, profile.items, excludedMovieIds);
  const explained = model.explainRatings?.(profile, items);
  const everything = [...profile.items.keys()];
  const told = items.map((_, at) =>
    explained && perSide !== undefined ? strongest(explained[at]!.shares, perSide) : everything
  );
  const places = [...new Set(told.flat())];
  const [ranks, ...ranksWithout] = await ranksFor(model, withoutEach(profile, places), items, excluded);
  const ranksAt = new Map(places.map((place, k) => [place, ranksWithout[k]!]));
  const scored = explained ? undefined : (await model.score([profile]))[0];
  return items.map((item, at): MovieExplanation => {
    const rating = explained?.[at];
    const starsWithout = rating?.starsWithoutEach();
    return {
      movieId: catalogue.movie(item).movieId,
      predictedStars: clipStars(rating?.stars ?? scored?.stars[item] ?? NaN),
      rank: ranks![at]!,
      ...(rating && { prediction: predictionOf(rating) }),
      ratings: told[at]!.map((place) => ({
        movieId: catalogue.movie(asItemIndex(profile.items[place]!)).movieId,
        stars: profile.stars[place]!,
        rankWithout: ranksAt.get(place)![at]!,
        ...(rating && { share: rating.shares[place]!, starsWithout: starsWithout![place]! })
      }))
    };
  });
}
