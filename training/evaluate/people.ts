/**
 * Owns what the choice of people could have changed: figures of each newcomer, and the bootstrap over newcomers
 * (Efron 1979, percentile intervals) of the paired gains that a model is judged by (RECOMMENDER.md, protocol B).
 */
import { ndcg } from '#core/metrics/ndcg';
import { recall } from '#core/metrics/recall';
import { createRandom } from '#core/random';
import type { NewcomerOutcome } from './newcomers.ts';

/** Sums by newcomer, so that a sample of newcomers is judged by adding. [people] each. */
export interface People {
  /** Squared errors and number of the hidden ratings. */
  readonly squares: Float64Array;
  readonly hidden: Float64Array;
  /** NaN without a hidden like. */
  readonly ndcg10: Float64Array;
  readonly recall20: Float64Array;
}

/** A figure and its 90% interval. */
export interface Band {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Gains {
  /** RMSE of the bias baseline less the model's, in stars. */
  readonly rmseGain: Band;
  /** Model over popularity of likes. */
  readonly ndcgRatio: Band;
  readonly recallRatio: Band;
}

const RESAMPLES = 1000;
const TAIL = 0.05;

export function peopleOf(outcomes: readonly NewcomerOutcome[]): People {
  return {
    squares: Float64Array.from(outcomes, ({ predicted, actual }) =>
      actual.reduce((sum, stars, k) => sum + (predicted[k]! - stars) ** 2, 0)
    ),
    hidden: Float64Array.from(outcomes, ({ actual }) => actual.length),
    ndcg10: Float64Array.from(outcomes, ({ list, relevant }) => (list ? ndcg(list, relevant, 10) : NaN)),
    recall20: Float64Array.from(outcomes, ({ list, relevant }) => (list ? recall(list, relevant, 20) : NaN))
  };
}

/** Sum over the drawn people, those without the figure skipped. */
function total(values: Float64Array, drawn: Int32Array): number {
  let sum = 0;
  for (const person of drawn) {
    const value = values[person]!;
    if (value === value) sum += value;
  }
  return sum;
}

function gainsOf(own: People, bias: People, popular: People, drawn: Int32Array): number[] {
  const hidden = total(own.hidden, drawn);
  const rmse = (people: People): number => Math.sqrt(total(people.squares, drawn) / hidden);
  return [
    rmse(bias) - rmse(own),
    total(own.ndcg10, drawn) / total(popular.ndcg10, drawn),
    total(own.recall20, drawn) / total(popular.recall20, drawn)
  ];
}

/**
 * The gains of `own` with their intervals. The three hold the same people in the same order, and each resample
 * draws whole people for all three: the gains are paired. The same seed gives the same intervals.
 */
export function bootstrapGains(own: People, bias: People, popular: People, seed: number): Gains {
  const random = createRandom(seed).fork('bootstrap');
  const count = own.hidden.length;
  const everybody = Int32Array.from({ length: count }, (_, person) => person);
  const samples = Array.from({ length: RESAMPLES }, () =>
    gainsOf(
      own,
      bias,
      popular,
      everybody.map(() => random.below(count))
    )
  );
  const [rmseGain, ndcgRatio, recallRatio] = gainsOf(own, bias, popular, everybody).map((value, at): Band => {
    const sorted = samples.map((gains) => gains[at]!).sort((a, b) => a - b);
    const quantile = (share: number): number => sorted[Math.round(share * (RESAMPLES - 1))]!;
    return { value, low: quantile(TAIL), high: quantile(1 - TAIL) };
  });
  return { rmseGain: rmseGain!, ndcgRatio: ndcgRatio!, recallRatio: recallRatio! };
}
