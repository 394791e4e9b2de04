/** Owns how much a list is loved: what its reader gives its movies beyond what they usually give. */

/**
 * Sum over ranks r = 1..k of (rating of the item at r - mean) / log2(r + 1), in stars; items that the person has not rated count
 * nothing. `ranked` holds item rows, best first; `ratings` stars by item row, the hidden ones; `mean` of all the person's ratings.
 * Unlike NDCG it takes off for what is disliked.
 *
 * Edge cases: 0 where nothing of the list is rated; negative where it is disliked; not normalised, so people with more hidden
 * ratings have more to gain: it compares lists for the same people.
 */
export function netGain(
  ranked: ArrayLike<number>,
  ratings: ReadonlyMap<number, number>,
  mean: number,
  k: number
): number {
  let gain = 0;
  for (let rank = 0; rank < Math.min(k, ranked.length); rank++) {
    const stars = ratings.get(ranked[rank]!);
    if (stars !== undefined) gain += (stars - mean) / Math.log2(rank + 2);
  }
  return gain;
}
