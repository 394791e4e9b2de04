/**
 * Owns protocol B (RECOMMENDER.md): how well a model serves people it has never seen, after K of their ratings.
 * Works on any `VisitorModel`, so baselines and deployed releases stand in the same table.
 */
import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '#core/errors';
import { coverage } from '#core/metrics/coverage';
import { meanPopularity } from '#core/metrics/mean-popularity';
import { mirrorStars } from '#core/metrics/mirror';
import { overlap } from '#core/metrics/overlap';
import type { VisitorModel } from '#core/visitor-model';
import type { FitHooks } from '../models/model.ts';
import type { Newcomer } from '../split.ts';
import type { Facts } from './facts.ts';
import { mirrorOverlapOf, outcomeOf, revealedProfile, type NewcomerOutcome } from './outcome.ts';
import type { Panel } from './panel.ts';
import { peopleOf, totals, type PersonMetrics } from './people.ts';

/** How many ratings are revealed. */
export const REVEALED_COUNTS: readonly number[] = [0, 1, 3, 5, 10, 20];
/** Where mirrors are scored, and how many people have one: they cost as much as the people themselves. */
const MIRROR_COUNTS: readonly number[] = [10, 20];
const MIRRORED_PEOPLE = 300;
/** Scores held at once, profiles times movies, and profiles at most: they bound the memory of a large catalogue. */
const BATCH_SCORES = 600_000;
const BATCH_MAX = 32;

export interface NewcomerMetrics extends PersonMetrics {
  readonly coverage10: number;
  readonly meanPopularity10: number;
  /** Mean share of the top 10 that two newcomers have in common. */
  readonly overlap10: number;
  /** How many newcomers and hidden ratings this is measured on. */
  readonly newcomers: number;
  readonly hidden: number;
}

/** By number of revealed ratings. */
export type NewcomerTable = Readonly<Record<number, NewcomerMetrics>>;

/** Those who have more than `revealed` ratings. */
const judgedAt = (newcomers: readonly Newcomer[], revealed: number): Newcomer[] =>
  newcomers.filter(({ items }) => items.length > revealed);

const NOTHING: ReadonlySet<number> = new Set();

export interface OutcomeOptions {
  /** Movies that the tail leaves out; without any there is no tail. */
  readonly mostLiked?: ReadonlySet<number> | undefined;
  /** Without them nothing is said of taste. */
  readonly facts?: Facts | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onDone?: (count: number) => void;
}

/** Scores every newcomer who has more than `revealed` ratings; `onDone` hears how many were just scored. */
export async function newcomerOutcomes(
  model: VisitorModel,
  newcomers: readonly Newcomer[],
  revealed: number,
  { mostLiked = NOTHING, facts, signal, onDone }: OutcomeOptions = {}
): Promise<NewcomerOutcome[]> {
  const judged = judgedAt(newcomers, revealed);
  const { itemCount, knowledge } = model;
  const size = Math.max(1, Math.min(BATCH_MAX, Math.floor(BATCH_SCORES / itemCount)));
  const outcomes: NewcomerOutcome[] = [];
  for (let from = 0; from < judged.length; from += size) {
    throwIfAborted(signal);
    const batch = judged.slice(from, from + size);
    const profiles = batch.map((one) => revealedProfile(one, revealed, itemCount));
    const scores = await model.score(profiles);
    const hasMirror = facts !== undefined && MIRROR_COUNTS.includes(revealed);
    const mirrorCount = hasMirror ? Math.max(0, Math.min(batch.length, MIRRORED_PEOPLE - from)) : 0;
    const reflected = profiles
      .slice(0, mirrorCount)
      .map(({ items, stars }) => ({ items, stars: mirrorStars(stars) }));
    const mirrors = reflected.length > 0 ? await model.score(reflected) : [];
    const about = { itemCount, mostLiked, ...(facts && { facts }) };
    batch.forEach((newcomer, k) => {
      const mirrored = mirrors[k];
      outcomes.push({
        ...outcomeOf(newcomer, revealed, scores[k]!, knowledge, about),
        ...(mirrored && {
          mirrorOverlap: mirrorOverlapOf(profiles[k]!, scores[k]!, mirrored, knowledge)
        })
      });
    });
    onDone?.(batch.length);
    // Ctrl-C and the progress bar want the event loop.
    await setImmediate();
  }
  return outcomes;
}

/** Pools the outcomes of one K. `ratingCount` [itemCount]: ratings of each movie in the training part. */
export function summarise(
  outcomes: readonly NewcomerOutcome[],
  ratingCount: readonly number[]
): NewcomerMetrics {
  const lists = outcomes.flatMap(({ list }) => (list ? [list] : []));
  return {
    ...totals(peopleOf(outcomes)),
    coverage10: coverage(lists, 10, ratingCount.length),
    meanPopularity10: meanPopularity(lists, 10, ratingCount),
    overlap10: overlap(lists, 10),
    newcomers: outcomes.length,
    hidden: outcomes.reduce((sum, { actual }) => sum + actual.length, 0)
  };
}

/** The outcomes at every K at which a newcomer still has a hidden like, one K after the other. */
export async function* outcomesByCount(
  model: VisitorModel,
  { newcomers, mostLiked, facts }: Pick<Panel, 'newcomers'> & Partial<Panel>,
  revealedCounts: readonly number[],
  { progress, signal }: FitHooks = {}
): AsyncGenerator<{ readonly revealed: number; readonly outcomes: readonly NewcomerOutcome[] }> {
  const total = revealedCounts.reduce((sum, count) => sum + judgedAt(newcomers, count).length, 0);
  progress?.start(`Judging ${model.name}`, total);
  let done = 0;
  for (const revealed of revealedCounts) {
    const onDone = (count: number): void => progress?.update((done += count));
    const outcomes = await newcomerOutcomes(model, newcomers, revealed, {
      mostLiked,
      facts,
      signal,
      onDone
    });
    if (outcomes.some(({ list }) => list)) yield { revealed, outcomes };
  }
  progress?.finish();
}

/** All K of one model, without the tail: what a variant of a model is compared by. */
export async function evaluateNewcomers(
  model: VisitorModel,
  newcomers: readonly Newcomer[],
  ratingCount: readonly number[],
  revealedCounts: readonly number[] = REVEALED_COUNTS
): Promise<NewcomerTable> {
  const table: Record<number, NewcomerMetrics> = {};
  for await (const { revealed, outcomes } of outcomesByCount(model, { newcomers }, revealedCounts)) {
    table[revealed] = summarise(outcomes, ratingCount);
  }
  return table;
}
