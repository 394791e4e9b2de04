/**
 * Owns everything that one scoring of the newcomers tells of a model: the table of `newcomers.ts`, the figures
 * of each person and how predictions relate to ratings. Scoring is what costs; it is done once.
 */
import type { VisitorModel } from '#core/visitor-model';
import type { FitHooks } from '../models/model.ts';
import { standardErrors } from './bootstrap.ts';
import { fidelityOf, type Fidelity } from './fidelity.ts';
import {
  outcomesByCount,
  REVEALED_COUNTS,
  summarise,
  type NewcomerMetrics,
  type NewcomerTable
} from './newcomers.ts';
import type { Panel } from './panel.ts';
import { peopleOf, type People } from './people.ts';

/** Each by number of revealed ratings. */
export interface Judgement {
  readonly table: NewcomerTable;
  /** Standard errors by metric, over the choice of people. */
  readonly errors: Readonly<Record<number, Readonly<Record<string, number>>>>;
  readonly people: Readonly<Record<number, People>>;
  readonly fidelity: Readonly<Record<number, Fidelity>>;
}

export interface JudgeOptions extends FitHooks {
  readonly revealedCounts?: readonly number[];
}

/** All models of a comparison are resampled alike: their errors are paired. */
export const BOOTSTRAP_SEED = 0;

/** Judges a model at every K at which a newcomer still has a hidden like. Throws `aborted`. */
export async function judge(
  model: VisitorModel,
  panel: Panel,
  { revealedCounts = REVEALED_COUNTS, ...hooks }: JudgeOptions = {}
): Promise<Judgement> {
  const table: Record<number, NewcomerMetrics> = {};
  const errors: Record<number, Readonly<Record<string, number>>> = {};
  const people: Record<number, People> = {};
  const fidelity: Record<number, Fidelity> = {};
  for await (const { revealed, outcomes } of outcomesByCount(model, panel, revealedCounts, hooks)) {
    table[revealed] = summarise(outcomes, panel.ratingCount);
    people[revealed] = peopleOf(outcomes);
    errors[revealed] = standardErrors(people[revealed], BOOTSTRAP_SEED);
    fidelity[revealed] = fidelityOf(outcomes);
  }
  return { table, errors, people, fidelity };
}
