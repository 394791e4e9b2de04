/** Owns the recall of a ranked list. */

/**
 * Recall@k = |first k of the list that are relevant| / min(k, |relevant|): the divisor that can be reached
 * (Liang et al. 2018, "Variational Autoencoders for Collaborative Filtering"). `ranked` holds item rows, best
 * first, each once; the order inside the first k does not matter.
 *
 * Edge cases: NaN where nothing is relevant; a list shorter than k is as if filled up with misses; 1 where
 * all of the first k are relevant, however many more there are.
 */
export function recall(ranked: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  let hits = 0;
  for (let rank = 0; rank < Math.min(k, ranked.length); rank++) if (relevant.has(ranked[rank]!)) hits++;
  return hits / Math.min(k, relevant.size);
}
