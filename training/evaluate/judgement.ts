/**
 * Owns everything that one scoring of the newcomers tells of a model: the table of `newcomers.ts`, the figures
 * of each person and how predictions relate to ratings. Scoring is what costs; it is done once.
 */
import type { VisitorModel } from '#core/visitor-model';
import type { Newcomer } from '../split.ts';
import { fidelityOf, type Fidelity } from './fidelity.ts';
import {
  outcomesByCount,
  REVEALED_COUNTS,
  summarise,
  type NewcomerMetrics,
  type NewcomerTable
} from './newcomers.ts';
import { peopleOf, type People } from './people.ts';

/** Each by number of revealed ratings. */
export interface Judgement {
  readonly table: NewcomerTable;
  readonly people: Readonly<Record<number, People>>;
  readonly fidelity: Readonly<Record<number, Fidelity>>;
}

/** Judges a model at every K at which a newcomer still has a hidden like. */
export async function judge(
  model: VisitorModel,
  newcomers: readonly Newcomer[],
  ratingCount: readonly number[],
  revealedCounts: readonly number[] = REVEALED_COUNTS
): Promise<Judgement> {
  const table: Record<number, NewcomerMetrics> = {};
  const people: Record<number, People> = {};
  const fidelity: Record<number, Fidelity> = {};
  for await (const { revealed, outcomes } of outcomesByCount(model, newcomers, revealedCounts)) {
    table[revealed] = summarise(outcomes, ratingCount);
    people[revealed] = peopleOf(outcomes);
    fidelity[revealed] = fidelityOf(outcomes);
  }
  return { table, people, fidelity };
}
