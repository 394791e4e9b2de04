/** Owns the split of a dataset's ratings for the network's own training: what is learnt from, stopped by, tested on. */
import type { Random } from '#core/random';
import type { NcfOptions } from './options.ts';

export interface RowSplit {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Rows 0..count-1 in random order, cut into test, validation and the rest; sizes are rounded to whole rows.
 * By rating, never by user: a held-out user's vector would not be trained (RECOMMENDER.md tells of the cost).
 */
export function splitRows(
  count: number,
  { validationShare, testShare }: Pick<NcfOptions, 'validationShare' | 'testShare'>,
  random: Random
): RowSplit {
  const order = random.shuffle(Uint32Array.from({ length: count }, (_, row) => row));
  const testEnd = Math.round(count * testShare);
  const validationEnd = testEnd + Math.round(count * validationShare);
  return {
    test: order.slice(0, testEnd),
    validation: order.slice(testEnd, validationEnd),
    train: order.slice(validationEnd)
  };
}
