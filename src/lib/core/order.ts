/**
 * Owns the one value that orders the list and everything that is said about it, in nats:
 *
 *   value = ranking + stars n / (n + 1) (s - level) + sum over genres, languages, decades of weight (1 + boost E / (E + certainty)) lift
 *
 * `ranking` says what somebody would watch, `s - level` what they would like beyond what they usually meet, `lift` what they like
 * beyond the crowd (core/affinity.ts), more so the surer it is (E nats of evidence) that their taste is another. What is predicted
 * below the visitor's level stands behind everything else. Neighbours: `list.ts` makes the list of it.
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
}

/** What is below the visitor's level loses so much: more than rankings differ. */
const DEMOTION = 100;

/** How a visitor's ratings weigh in the order; `terms` are the tastes that count. */
export interface Order {
  readonly starsWeight: number;
  /** What the visitor is expected to give a movie that people watch, in stars. */
  readonly level: number;
  readonly floor: number;
  readonly terms: readonly { readonly taste: Taste; readonly weight: number }[];
}

export function orderOf(
  weights: OrderWeights,
  affinity: Affinity,
  profile: Profile,
  level: number,
  without?: number
): Order {
  const n = profile.items.length - (without === undefined ? 0 : 1);
  const terms =
    n === 0
      ? []
      : affinity.tastes(profile, weights.prior, without).map((taste) => ({
          taste,
          weight:
            weights[taste.dimension] *
            (1 + (weights.boost * taste.evidence) / (taste.evidence + weights.certainty))
        }));
  return {
    starsWeight: (weights.stars * n) / (n + 1),
    level,
    floor: n === 0 ? -Infinity : level + weights.margin,
    terms
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
  const { starsWeight, level, floor } = order;
  const terms = order.terms.map(({ taste, weight }) => {
    const { bySet, setOf } = affinity.lifts(taste);
    return { values: bySet.map((lift) => weight * lift), setOf };
  });
  for (let item = 0; item < ranking.length; item++) {
    let value = ranking[item]! + starsWeight * (stars[item]! - level);
    for (const { values, setOf } of terms) value += values[setOf[item]!]!;
    ranking[item] = stars[item]! < floor ? value - DEMOTION : value;
  }
}
