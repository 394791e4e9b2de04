/** Owns catalogue coverage: how much of the catalogue a recommender ever shows. */

/**
 * Coverage@k = |items that stand in the first k of at least one user's list| / itemCount (Ge et al. 2010,
 * "Beyond Accuracy"). `lists` has one ranked list a user, item rows, best first.
 *
 * Edge cases: 0 without lists; k / itemCount where everybody gets the same list; grows with the number of
 * users, so it compares only models that served the same users. NaN for an empty catalogue.
 */
export function coverage(lists: readonly ArrayLike<number>[], k: number, itemCount: number): number {
  const shown = new Set<number>();
  for (const list of lists)
    for (let rank = 0; rank < Math.min(k, list.length); rank++) shown.add(list[rank]!);
  return shown.size / itemCount;
}
