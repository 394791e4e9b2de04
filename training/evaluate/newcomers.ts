/**
 * Owns protocol B (RECOMMENDER.md): how well a model serves people it has never seen, after K of their ratings.
 * Works on any `VisitorModel`, so baselines and deployed releases stand in the same table.
 */
import { listItems } from '#core/list';
import { averagePrecision } from '#core/metrics/average-precision';
import { intervalCoverage } from '#core/metrics/calibration';
import { coverage } from '#core/metrics/coverage';
import { mae } from '#core/metrics/mae';
import { meanPopularity } from '#core/metrics/mean-popularity';
import { ndcg } from '#core/metrics/ndcg';
import { overlap } from '#core/metrics/overlap';
import { precision } from '#core/metrics/precision';
import { recall } from '#core/metrics/recall';
import { rmse } from '#core/metrics/rmse';
import { LIKE_STARS } from '#core/rating';
import type { ItemKnowledge, Scores, VisitorModel } from '#core/visitor-model';
import type { Newcomer } from '../split.ts';

/** How many ratings are revealed. */
export const REVEALED_COUNTS: readonly number[] = [0, 1, 3, 5, 10, 20];
/** Profiles scored at once: bounds the memory of the scores. */
const BATCH = 32;
const LIST_LENGTH = 20;

export interface NewcomerMetrics {
  /** Over all hidden ratings of all newcomers, pooled, in stars. */
  readonly rmse: number;
  readonly mae: number;
  /** Means over the newcomers with a hidden like; the list is the whole catalogue less what was revealed. */
  readonly ndcg10: number;
  readonly recall20: number;
  readonly precision10: number;
  readonly map10: number;
  readonly coverage10: number;
  readonly meanPopularity10: number;
  /** Mean share of the top 10 that two newcomers have in common. */
  readonly overlap10: number;
  /** Share of hidden ratings inside the 80% interval; absent where the model states no uncertainty. */
  readonly interval80?: number;
  /** Mean stated standard deviation, in stars. */
  readonly meanDeviation?: number;
  /** How many newcomers and hidden ratings this is measured on. */
  readonly newcomers: number;
  readonly hidden: number;
}

/** By number of revealed ratings. */
export type NewcomerTable = Readonly<Record<number, NewcomerMetrics>>;

/** What one newcomer's scores gave, for pooling and for confidence bands. */
export interface NewcomerOutcome {
  readonly predicted: readonly number[];
  readonly actual: readonly number[];
  readonly deviation: readonly number[];
  /** The first LIST_LENGTH items of the list; null without a hidden like. */
  readonly list: Int32Array | null;
  readonly relevant: ReadonlySet<number>;
}

function outcomeOf(
  newcomer: Newcomer,
  revealed: number,
  scores: Scores,
  knowledge: ItemKnowledge | undefined
): NewcomerOutcome {
  const { items, stars } = newcomer;
  const hidden = items.subarray(revealed);
  const relevant = new Set(hidden.filter((_, k) => stars[revealed + k]! >= LIKE_STARS));
  const shown = new Set(items.subarray(0, revealed));
  return {
    predicted: Array.from(hidden, (item) => scores.stars[item]!),
    actual: Array.from(stars.subarray(revealed)),
    deviation: scores.deviationOf ? Array.from(hidden, scores.deviationOf) : [],
    // What the app shows by default, re-ranking included.
    list:
      relevant.size > 0 ? listItems(scores.ranking, LIST_LENGTH, (item) => shown.has(item), knowledge) : null,
    relevant
  };
}

/** Scores every newcomer who has more than `revealed` ratings. */
export async function newcomerOutcomes(
  model: VisitorModel,
  newcomers: readonly Newcomer[],
  revealed: number
): Promise<NewcomerOutcome[]> {
  const judged = newcomers.filter(({ items }) => items.length > revealed);
  const outcomes: NewcomerOutcome[] = [];
  for (let from = 0; from < judged.length; from += BATCH) {
    const batch = judged.slice(from, from + BATCH);
    const scores = await model.score(
      batch.map(({ items, stars }) => ({ items: items.slice(0, revealed), stars: stars.slice(0, revealed) }))
    );
    batch.forEach((newcomer, k) => outcomes.push(outcomeOf(newcomer, revealed, scores[k]!, model.knowledge)));
  }
  return outcomes;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pools the outcomes of one K. `ratingCount` [itemCount]: ratings of each movie in the training part. */
export function summarise(
  outcomes: readonly NewcomerOutcome[],
  ratingCount: readonly number[]
): NewcomerMetrics {
  const predicted = outcomes.flatMap((outcome) => outcome.predicted);
  const actual = outcomes.flatMap((outcome) => outcome.actual);
  const deviation = outcomes.flatMap((outcome) => outcome.deviation);
  const ranked = outcomes.flatMap(({ list, relevant }) => (list ? [{ list, relevant }] : []));
  const lists = ranked.map(({ list }) => list);
  const over = (metric: (list: Int32Array, relevant: ReadonlySet<number>) => number): number =>
    mean(ranked.map(({ list, relevant }) => metric(list, relevant)));
  return {
    rmse: rmse(predicted, actual),
    mae: mae(predicted, actual),
    ndcg10: over((list, relevant) => ndcg(list, relevant, 10)),
    recall20: over((list, relevant) => recall(list, relevant, 20)),
    precision10: over((list, relevant) => precision(list, relevant, 10)),
    map10: over((list, relevant) => averagePrecision(list, relevant, 10)),
    coverage10: coverage(lists, 10, ratingCount.length),
    meanPopularity10: meanPopularity(lists, 10, ratingCount),
    overlap10: overlap(lists, 10),
    ...(deviation.length > 0 && {
      interval80: intervalCoverage(predicted, deviation, actual, 0.8),
      meanDeviation: mean(deviation)
    }),
    newcomers: outcomes.length,
    hidden: actual.length
  };
}

/** The outcomes at every K at which a newcomer still has a hidden like, one K after the other. */
export async function* outcomesByCount(
  model: VisitorModel,
  newcomers: readonly Newcomer[],
  revealedCounts: readonly number[]
): AsyncGenerator<{ readonly revealed: number; readonly outcomes: readonly NewcomerOutcome[] }> {
  for (const revealed of revealedCounts) {
    const outcomes = await newcomerOutcomes(model, newcomers, revealed);
    if (outcomes.some(({ list }) => list)) yield { revealed, outcomes };
  }
}

/** All K of one model. */
export async function evaluateNewcomers(
  model: VisitorModel,
  newcomers: readonly Newcomer[],
  ratingCount: readonly number[],
  revealedCounts: readonly number[] = REVEALED_COUNTS
): Promise<NewcomerTable> {
  const table: Record<number, NewcomerMetrics> = {};
  for await (const { revealed, outcomes } of outcomesByCount(model, newcomers, revealedCounts)) {
    table[revealed] = summarise(outcomes, ratingCount);
  }
  return table;
}
