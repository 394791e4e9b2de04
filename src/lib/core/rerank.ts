/**
 * Owns diversity: which of the best candidates to show when each next movie should also differ from those
 * already shown. Neighbour: `list.ts` chooses the candidates and the weight.
 */
import { dotProduct, type Matrix } from './tensor.ts';

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998) in the form
 * next = argmax over what is left of relevance_i / spread - weight * max over the shown s of max(0, cos(v_i, v_s)),
 * where spread is the standard deviation of the candidates' relevance, so that one weight means the same for
 * every visitor. Returns the first `count` picks; ties go to the earlier candidate, so weight 0 gives the
 * candidates' own order, and a longer list always begins with the shorter one.
 *
 * `candidates` [n] item rows, best first; `relevance` [itemCount]; `vectors` [itemCount, width] float32 of any
 * length; a row of zeros is like nothing.
 *
 * A candidate's penalty only grows, so its old value is an upper bound, and one whose bound does not beat the
 * best value found so far needs no look (lazy greedy, Minoux 1978): exact, with a part of the n * count
 * inner products.
 */
export function diversify(
  candidates: Int32Array,
  relevance: Float32Array,
  vectors: Matrix,
  weight: number,
  count: number
): Int32Array {
  const n = candidates.length;
  const picks = new Int32Array(Math.min(count, n));
  if (!(weight > 0)) return candidates.slice(0, picks.length);
  const gain = Float64Array.from(candidates, (item) => relevance[item]!);
  const scale = 1 / (spread(gain) || 1);
  const width = vectors.columns;
  const unit = unitRows(vectors, candidates);
  const closest = new Float64Array(n);
  const compared = new Int32Array(n);
  const taken = new Uint8Array(n);
  const order = new Int32Array(picks.length);
  for (let picked = 0; picked < picks.length; picked++) {
    let best = -1;
    let bestValue = -Infinity;
    for (let k = 0; k < n; k++) {
      if (taken[k]) continue;
      if (best >= 0 && gain[k]! * scale - weight * closest[k]! <= bestValue) continue;
      for (; compared[k]! < picked; compared[k]!++) {
        const likeness = dotProduct(unit, k * width, unit, order[compared[k]!]! * width, width);
        if (likeness > closest[k]!) closest[k] = likeness;
      }
      const value = gain[k]! * scale - weight * closest[k]!;
      if (best >= 0 && value <= bestValue) continue;
      best = k;
      bestValue = value;
    }
    taken[best] = 1;
    order[picked] = best;
    picks[picked] = candidates[best]!;
  }
  return picks;
}

/** The rows of the items side by side, each of Euclidean length 1 (zeros stay): [items.length, columns]. */
function unitRows({ columns, values }: Matrix, items: Int32Array): Float32Array {
  const unit = new Float32Array(items.length * columns);
  items.forEach((item, k) => {
    const row = values.subarray(item * columns, (item + 1) * columns);
    const length = Math.sqrt(dotProduct(row, 0, row, 0, columns));
    if (length > 0) for (let j = 0; j < columns; j++) unit[k * columns + j] = row[j]! / length;
  });
  return unit;
}

/** Standard deviation of the values; 0 for none. */
function spread(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
