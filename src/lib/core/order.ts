/**
 * Owns the one value that orders the list and everything that is said about it, in nats:
 *
 *   value = ranking + stars n / (n + 1) (1 + aversion max(0, 2 d - 1)) (s - level)
 *           + personal n / (n + 1) ((s - level) - (m - crowd level))
 *           - disappointment l / (l + lowRatings) max(0, own - s)
 *           + sum over genres, languages, decades of weight (1 + boost D^2 / (D^2 + far^2)) lift
 *
 * `ranking` says what somebody would watch, `s - level` what they would like beyond what they usually meet, of which `m - crowd level` is
 * what everybody would (m: what the crowd gives the movie) and the rest their own; `lift` what they like beyond the crowd
 * (core/affinity.ts), much more so where their taste is far from it (D nats): who likes a bit of everything is told by hits, who likes
 * westerns alone by westerns. `own` is the mean of what they have given: a movie that falls short of it costs more than one that exceeds
 * it pays (losses loom larger than gains: Kahneman and Tversky 1979), once they have said where their liking ends: l ratings below their
 * level. Whoever has told of favourites alone expects more than favourites. d is the share of dislikes among the ratings: what people like
 * who watched the same says little about somebody who disliked most of it. What is predicted below the visitor's level stands behind
 * everything else. Neighbours: `list.ts` makes the list of it.
 */
import type { Affinity, Taste } from './affinity.ts';
import { STARS_MAX } from './rating.ts';
import type { Profile } from './visitor-model.ts';

export interface OrderWeights {
  /** Nats a star above the visitor's level. */
  readonly stars: number;
  /** Nats a star that is the visitor's own: by so much more they would give the movie, beside their level, than the crowd beside its. */
  readonly personal: number;
  readonly genres: number;
  readonly languages: number;
  readonly decades: number;
  /** Likes of the crowd's taste that everybody starts with. */
  readonly prior: number;
  /** Divergence in nats at which half of `boost` is given, and how much more weight a taste far from the crowd's has. */
  readonly far: number;
  readonly boost: number;
  /** Stars beside the level below which nothing is recommended. */
  readonly margin: number;
  /** How much more `stars` weighs for somebody who disliked all that they rated. */
  readonly aversion: number;
  /** Nats a star short of the mean of the visitor's own ratings. */
  readonly disappointment: number;
  /** Ratings below the visitor's level at which half of it counts. */
  readonly lowRatings: number;
}

/** At most so many stars are a dislike. */
const DISLIKE_STARS = 2;
/** What is below the visitor's level loses so much: more than rankings differ. */
const DEMOTION = 100;

/** What the order knows of movies, whoever the visitor is. */
export interface OrderFacts {
  readonly affinity: Affinity;
  /** What the crowd gives each movie, m: [itemCount], in stars; and a movie that people watch. */
  readonly crowdStars: Float32Array;
  readonly crowdLevel: number;
}

/** How a visitor's ratings weigh in the order; `terms` are the tastes that count. */
export interface Order {
  readonly starsWeight: number;
  readonly personalWeight: number;
  /** What the visitor is expected to give a movie that people watch, in stars. */
  readonly level: number;
  /** Mean of the visitor's own ratings, at least their level. */
  readonly own: number;
  readonly disappointment: number;
  readonly floor: number;
  readonly terms: readonly { readonly taste: Taste; readonly weight: number }[];
}

/** How far dislikes are in the majority: 0 up to half of the ratings, 1 for all of them. */
const dislikedMajority = (dislikes: number, ratings: number): number =>
  ratings > 0 ? Math.max(0, (2 * dislikes) / ratings - 1) : 0;

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
  /** How many ratings of each number of half stars: what is below a level is counted without looking at all of them. */
  const counts = new Uint32Array(2 * STARS_MAX + 1);
  for (let place = 0; place < stars.length; place++) {
    sum += stars[place]!;
    dislikes += isDislike(place);
    counts[Math.round(2 * stars[place]!)]!++;
  }
  const below = (level: number): number =>
    counts.reduce((total, count, half) => (half / 2 < level ? total + count : total), 0);
  return (level, without) => {
    const isLess = without !== undefined;
    const n = stars.length - Number(isLess);
    const majority = dislikedMajority(dislikes - (isLess ? isDislike(without) : 0), n);
    const left = isLess ? stars[without]! : 0;
    const low = below(level) - Number(isLess && left < level);
    const terms =
      n === 0
        ? []
        : tastes(without).map((taste) => ({
            taste,
            weight:
              weights[taste.dimension] *
              (1 + (weights.boost * taste.divergence ** 2) / (taste.divergence ** 2 + weights.far ** 2))
          }));
    return {
      starsWeight: ((weights.stars * n) / (n + 1)) * (1 + weights.aversion * majority),
      personalWeight: (weights.personal * n) / (n + 1),
      level,
      own: n === 0 ? level : Math.max(level, (sum - left) / n),
      disappointment: low === 0 ? 0 : (weights.disappointment * low) / (low + weights.lowRatings),
      floor: n === 0 ? -Infinity : level + weights.margin,
      terms
    };
  };
}

/** The value of one movie from its parts. */
export function valueOf(
  order: Order,
  { affinity, crowdStars, crowdLevel }: OrderFacts,
  item: number,
  ranking: number,
  stars: number
): number {
  let value = ranking + order.starsWeight * (stars - order.level);
  value += order.personalWeight * (stars - order.level - (crowdStars[item]! - crowdLevel));
  value -= order.disappointment * Math.max(0, order.own - stars);
  for (const { taste, weight } of order.terms) value += weight * affinity.liftOf(taste, item);
  return stars < order.floor ? value - DEMOTION : value;
}

/** `valueOf` every movie: `ranking` [itemCount] is changed in place; `stars` [itemCount]. */
export function applyOrder(
  order: Order,
  { affinity, crowdStars, crowdLevel }: OrderFacts,
  ranking: Float32Array,
  stars: Float32Array
): void {
  const { starsWeight, personalWeight, level, own, disappointment, floor } = order;
  const terms = order.terms.map(({ taste, weight }) => {
    const { bySet, setOf } = affinity.lifts(taste);
    return { values: bySet.map((lift) => weight * lift), setOf };
  });
  for (let item = 0; item < ranking.length; item++) {
    const above = stars[item]! - level;
    let value = ranking[item]! + starsWeight * above;
    value += personalWeight * (above - (crowdStars[item]! - crowdLevel));
    if (stars[item]! < own) value -= disappointment * (own - stars[item]!);
    for (const { values, setOf } of terms) value += values[setOf[item]!]!;
    ranking[item] = stars[item]! < floor ? value - DEMOTION : value;
  }
}
