/**
 * Owns the list that a visitor sees: ranking values and the two dials in, item rows out. The worker,
 * `npm run score` and the evaluation call this one function, so what is judged is what is shown.
 */
import { spaceOut } from './few-rated.ts';
import { topItems } from './ranking.ts';
import { diversify } from './rerank.ts';
import { boundSeries } from './series-bound.ts';
import type { ItemKnowledge } from './visitor-model.ts';

/** How far a list departs from the bare ranking. */
export interface Dials {
  /** Familiar to adventurous, 0 to 1: 0 is the ranking, 1 avoids whatever resembles a movie further up. */
  readonly diversity: number;
  /** Popular to obscure, -1 to 1: 1 takes off what a movie owes to being popular, -1 counts it twice. */
  readonly obscurity: number;
}

/** No re-ranking: the network's own order. */
export const BARE_RANKING: Dials = { diversity: 0, obscurity: 0 };

/** What the app shows unless the visitor turns a dial; its cost stands in ARCHITECTURE.md. */
export const DEFAULT_DIALS: Dials = { diversity: 0.02, obscurity: 0 };

/** Only the best so many are re-ordered for diversity; what follows keeps the order of the ranking. */
const POOL_SIZE = 200;
/** Standard deviations of the pool's ranking that the most adventurous list gives up for a full likeness. */
const DIVERSITY_WEIGHT = 10;
/** Nats of log-popularity taken off at obscurity 1. */
const OBSCURITY_WEIGHT = 1;

/**
 * The `count` items to show, best first, without those that `exclude` names. The ranking is a log-odds, so
 * ranking - obscurity * log popularity moves between "most likely to be liked" and "liked more than its
 * popularity explains" (pointwise mutual information, Church and Hanks 1990); then maximal marginal
 * relevance re-orders the best POOL_SIZE, series are bound (series-bound.ts), and movies with hardly a rating are spaced out (few-rated.ts) unless obscurity is asked
 * for. A longer list begins with the shorter one. A model without `knowledge` is listed by its ranking.
 */
export function listItems(
  ranking: Float32Array,
  count: number,
  exclude: (itemIndex: number) => boolean,
  knowledge: ItemKnowledge | undefined,
  { diversity, obscurity }: Dials = DEFAULT_DIALS
): Int32Array {
  if (!knowledge) return topItems(ranking, count, exclude);
  const { logPopularity, vectors, isFewRated, series } = knowledge;
  const strength = OBSCURITY_WEIGHT * obscurity;
  const relevance =
    strength === 0 ? ranking : ranking.map((value, item) => value - strength * logPopularity[item]!);
  if (diversity === 0) return topItems(relevance, count, exclude);
  const isFew = (item: number): boolean => isFewRated !== undefined && isFewRated[item] === 1;
  // Whoever asks for the obscure gets it; else those with hardly a rating are put in where they belong, but not one after the other.
  const fewApart = obscurity <= 0 && isFewRated !== undefined;
  const best = topItems(
    relevance,
    Math.max(count, POOL_SIZE),
    fewApart ? (item) => isFew(item) || exclude(item) : exclude
  );
  const pool = best.subarray(0, POOL_SIZE);
  const varied = best.slice();
  varied.set(diversify(pool, relevance, vectors, DIVERSITY_WEIGHT * diversity, pool.length));
  const shown = series ? boundSeries(varied, count, series, relevance) : varied.slice(0, count);
  if (!fewApart) return shown;
  const few = topItems(relevance, count, (item) => !isFew(item) || exclude(item));
  return spaceOut(shown, few, relevance, count);
}
