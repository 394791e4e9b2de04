/** Owns the precision of a ranked list. */

/**
 * Precision@k = |first k of the list that are relevant| / k. `ranked` holds item rows, best first, each once;
 * the order inside the first k does not matter.
 *
 * Edge cases: the divisor stays k for a shorter list (the places left empty are misses) and where fewer than
 * k items are relevant (so 1 may be out of reach); NaN where nothing is relevant, so that all ranking metrics
 * skip the same users.
 */
export function precision(ranked: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  if (relevant.size === 0) return NaN;
  let hits = 0;
  for (let rank = 0; rank < Math.min(k, ranked.length); rank++) if (relevant.has(ranked[rank]!)) hits++;
  return hits / k;
}
