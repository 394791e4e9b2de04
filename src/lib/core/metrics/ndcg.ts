/** Owns the normalised discounted cumulative gain of a ranked list. */

/**
 * NDCG@k with gain 1 for a relevant item (Järvelin and Kekäläinen 2002):
 * DCG = sum over ranks r = 1..k of [item at r is relevant] / log2(r + 1); NDCG = DCG / IDCG, where IDCG is
 * the DCG of min(k, |relevant|) hits in front. `ranked` holds item rows, best first, each once; only the
 * first k count. The list is taken in the order given: breaking ties is the ranker's business.
 *
 * Edge cases: NaN where nothing is relevant (such a user is skipped, not scored 0); a list shorter than k
 * is as if filled up with misses; 1 for a perfect list; 0 for k hits missed or an empty list.
 */
export function ndcg(ranked: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  let gain = 0;
  let ideal = 0;
  for (let rank = 0; rank < k; rank++) {
    const discount = 1 / Math.log2(rank + 2);
    if (rank < ranked.length && relevant.has(ranked[rank]!)) gain += discount;
    if (rank < relevant.size) ideal += discount;
  }
  return gain / ideal;
}
