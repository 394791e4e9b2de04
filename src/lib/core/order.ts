/**
 * Owns the one value that orders the list and everything that is said about it, in nats:
 *
 *   value = ranking + stars n / (n + 1) (1 + aversion max(0, 2 d - 1)) (s - level)
 *           - disappointment n / (n + disappointmentRatings) max(0, own - s)
 *           + sum over genres, languages, decades of weight (1 + boost E / (E + certainty)) lift
 *
 * `ranking` says what somebody would watch, `s - level` what they would like beyond what they usually meet, `lift` what they like
 * beyond the crowd (core/affinity.ts), more so the surer it is (E nats of evidence) that their taste is another. `own` is what they have
 * given so far: a movie that falls short of it costs more than one that exceeds it pays (losses loom larger than gains: Kahneman and
 * Tversky 1979). d is the share of dislikes among the ratings: what people like who watched the same says little about somebody who
 * disliked most of it. What is predicted below the visitor's level stands behind everything else. Neighbours: `list.ts` makes the list of it.
 */
import type { Affinity, Taste } from './affinity.ts';
import type { Profile } from './visitor-model.ts';

export interface OrderWeights {
  /** Nats a star above the visitor's level. */
  readonly stars: number;
  readonly genres: number;
  readonly languages: number;
  readonly decades: number;
  /** Likes of the crowd's taste that everybody starts with. */
  readonly prior: number;
  /** Evidence in nats at which half of `boost` is given, and how much more weight a sure taste has. */
  readonly certainty: number;
  readonly boost: number;
  /** Stars beside the level below which nothing is recommended. */
  readonly margin: number;
  /** How much more `stars` weighs for somebody who disliked all that they rated. */
  readonly aversion: number;
  /** Nats a star short of the mean of the visitor's own ratings. */
  readonly disappointment: number;
  /** Ratings at which half of it counts: one or two say little of what somebody expects. */
  readonly disappointmentRatings: number;
  /** Ratings at the visitor's level that are added to their own for that mean, and how far above the level it may lie, in stars. */
  readonly ownPrior: number;
  readonly ownAbove: number;
}

/** At most so many stars are a dislike. */
const DISLIKE_STARS = 2;
/** What is below the visitor's level loses so much: more than rankings differ. */
const DEMOTION = 100;

/** How a visitor's ratings weigh in the order; `terms` are the tastes that count. */
export interface Order {
  readonly starsWeight: number;
  /** What the visitor is expected to give a movie that people watch, in stars. */
  readonly level: number;
  /** Mean of the visitor's own ratings, bounded: whoever has rated only favourites does not expect nothing else. */
  readonly own: number;
  readonly disappointment: number;
  readonly floor: number;
  readonly terms: readonly { readonly taste: Taste; readonly weight: number }[];
}

/** How far dislikes are in the majority: 0 up to half of the ratings, 1 for all of them. */
const dislikedMajority = (dislikes: number, ratings: number): number =>
  ratings > 0 ? Math.max(0, (2 * dislikes) / ratings - 1) : 0;

/** The mean of the ratings, with some at `level` added, between the level and a little above it. */
function ownMean(
  { ownPrior, ownAbove }: OrderWeights,
  sumOfStars: number,
  ratings: number,
  level: number
): number {
  const weight = ownPrior + ratings;
  const mean = weight > 0 ? (ownPrior * level + sumOfStars) / weight : level;
  return Math.min(Math.max(mean, level), level + ownAbove);
}

/**
 * The order of a profile at a level, or without the rating at a place: what is returned takes time that does not depend on how
 * many ratings there are, so that each can be left out in turn.
 */
export function ordersOf(
  weights: OrderWeights,
  affinity: Affinity,
  profile: Profile
): (level: number, without?: number) => Order {
  const { stars } = profile;
  const tastes = affinity.tastesOf(profile, weights.prior);
  const isDislike = (place: number): number => Number(stars[place]! <= DISLIKE_STARS);
  let [sum, dislikes] = [0, 0];
  for (let place = 0; place < stars.length; place++) {
    sum += stars[place]!;
    dislikes += isDislike(place);
  }
  return (level, without) => {
    const isLess = without !== undefined;
    const n = stars.length - Number(isLess);
    const majority = dislikedMajority(dislikes - (isLess ? isDislike(without) : 0), n);
    const terms =
      n === 0
        ? []
        : tastes(without).map((taste) => ({
            taste,
            weight:
              weights[taste.dimension] *
              (1 + (weights.boost * taste.evidence) / (taste.evidence + weights.certainty))
          }));
    return {
      starsWeight: ((weights.stars * n) / (n + 1)) * (1 + weights.aversion * majority),
      level,
      own: ownMean(weights, sum - (isLess ? stars[without]! : 0), n, level),
      disappointment: n === 0 ? 0 : (weights.disappointment * n) / (n + weights.disappointmentRatings),
      floor: n === 0 ? -Infinity : level + weights.margin,
      terms
    };
  };
}

/** The value of one movie from its parts. */
export function valueOf(
  order: Order,
  affinity: Affinity,
  item: number,
  ranking: number,
  stars: number
): number {
  let value = ranking + order.starsWeight * (stars - order.level);
  value -= order.disappointment * Math.max(0, order.own - stars);
  for (const { taste, weight } of order.terms) value += weight * affinity.liftOf(taste, item);
  return stars < order.floor ? value - DEMOTION : value;
}

/** `valueOf` every movie: `ranking` [itemCount] is changed in place; `stars` [itemCount]. */
export function applyOrder(
  order: Order,
  affinity: Affinity,
  ranking: Float32Array,
  stars: Float32Array
): void {
  const { starsWeight, level, own, disappointment, floor } = order;
  const terms = order.terms.map(({ taste, weight }) => {
    const { bySet, setOf } = affinity.lifts(taste);
    return { values: bySet.map((lift) => weight * lift), setOf };
  });
  for (let item = 0; item < ranking.length; item++) {
    let value = ranking[item]! + starsWeight * (stars[item]! - level);
    if (stars[item]! < own) value -= disappointment * (own - stars[item]!);
    for (const { values, setOf } of terms) value += values[setOf[item]!]!;
    ranking[item] = stars[item]! < floor ? value - DEMOTION : value;
  }
}
