/**
 * Owns which rows of a release come when (`stage` in core/release-format.ts): the movies that most people know before the
 * first personal list, the others that training rated with the rest of the model, those that nobody rated when somebody
 * reaches for them. Rows are in itemIndex order, so a tier is a range of them.
 */
import type { Bundle } from '#core/bundle';

/** Rows of the first tier: with these, stage 1 stays below its budget however large the catalogue is (size-budgets.ts). */
export const FIRST_TIER_ITEMS = 4096;
/** Fewer movies than this behind the rated ones are not worth a tier, a request and a wait. */
const LONG_TAIL_LEAST = 1000;

export interface Tier {
  readonly stage: 1 | 2 | 3;
  /** Rows from inclusive to exclusive. */
  readonly from: number;
  readonly to: number;
  /** Of the file's name: nothing for what comes whole. */
  readonly suffix: '' | '-1' | '-2' | '-3';
}

const tier = (stage: Tier['stage'], from: number, to: number): Tier => ({
  stage,
  from,
  to,
  suffix: `-${stage}`
});

/** The catalogue's tiers, of which later ones may be missing. */
export function catalogueTiers({ catalogue, storage }: Bundle): Tier[] {
  const { itemCount } = catalogue;
  const whole: Tier = { stage: 1, from: 0, to: itemCount, suffix: '' };
  if (!storage?.itemTensors) return [whole];
  const unrated = catalogue.file.ratingCount.indexOf(0);
  const rated = unrated < 0 || itemCount - unrated < LONG_TAIL_LEAST ? itemCount : unrated;
  const first = Math.min(FIRST_TIER_ITEMS, rated);
  if (first === itemCount) return [whole];
  return [tier(1, 0, first), tier(2, first, rated), tier(3, rated, itemCount)].filter(
    ({ from, to }) => from < to
  );
}

/** The tiers of a matrix of `rows` rows: a matrix that is not by movie comes whole, a late one with stage 2. */
export function tensorTiers({ storage }: Bundle, name: string, rows: number): Tier[] {
  const earliest = storage?.lateTensors?.has(name) ? 2 : 1;
  if (!storage?.itemTensors?.has(name) || rows <= FIRST_TIER_ITEMS) {
    return [{ stage: earliest, from: 0, to: rows, suffix: '' }];
  }
  return [{ ...tier(1, 0, FIRST_TIER_ITEMS), stage: earliest }, tier(2, FIRST_TIER_ITEMS, rows)];
}
