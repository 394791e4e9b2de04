/** Owns the average precision of a ranked list; its mean over users is MAP@k. */

/**
 * AP@k = sum over ranks r = 1..k of [item at r is relevant] * (hits up to r) / r, divided by min(k, |relevant|).
 * `ranked` holds item rows, best first, each once.
 *
 * Edge cases: NaN where nothing is relevant; a list shorter than k is as if filled up with misses; 1 where
 * the hits, as many as can be, all stand in front.
 */
export function averagePrecision(
  ranked: ArrayLike<number>,
  relevant: ReadonlySet<number>,
  k: number
): number {
  let hits = 0;
  let sum = 0;
  for (let rank = 0; rank < Math.min(k, ranked.length); rank++) {
    if (!relevant.has(ranked[rank]!)) continue;
    hits++;
    sum += hits / (rank + 1);
  }
  return sum / Math.min(k, relevant.size);
}
