/** Owns the two sparse views of a dataset's ratings, by user and by item, centred by the global mean. */
import type { Dataset } from './dataset.ts';

/** Row k's entries stand at start[k] .. start[k + 1] - 1 of `index` (the other side) and `value` (stars). */
export interface SparseRows {
  readonly start: Int32Array;
  readonly index: Int32Array;
  readonly value: Float32Array;
}

/** Both views of the same ratings, r - mean; `byItem` has `items` rows: those that anybody rated come first. */
export function centredRatings(
  dataset: Dataset,
  mean: number,
  items = dataset.ratedCount
): { byUser: SparseRows; byItem: SparseRows } {
  const value = dataset.stars.map((stars) => stars - mean);
  const start = new Int32Array(items + 1);
  for (const item of dataset.item) start[item + 1]!++;
  for (let item = 0; item < items; item++) start[item + 1]! += start[item]!;
  const fill = start.slice(0, items);
  const index = new Int32Array(value.length);
  const byItem = new Float32Array(value.length);
  for (let k = 0; k < value.length; k++) {
    const at = fill[dataset.item[k]!]!++;
    index[at] = dataset.user[k]!;
    byItem[at] = value[k]!;
  }
  return {
    byUser: { start: dataset.userStart, index: dataset.item, value },
    byItem: { start, index, value: byItem }
  };
}
