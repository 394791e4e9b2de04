/** Owns how popular the recommended movies are. */

/**
 * The mean over users of the mean training rating count of the first k of their list. `lists` has one ranked
 * list a user, item rows, best first; `ratingCount` [itemCount].
 *
 * Edge cases: a list shorter than k is averaged over its own length; empty lists are skipped; NaN where
 * there is no list with an item.
 */
export function meanPopularity(
  lists: readonly ArrayLike<number>[],
  k: number,
  ratingCount: ArrayLike<number>
): number {
  let sum = 0;
  let users = 0;
  for (const list of lists) {
    const length = Math.min(k, list.length);
    if (length === 0) continue;
    let counts = 0;
    for (let rank = 0; rank < length; rank++) counts += ratingCount[list[rank]!]!;
    sum += counts / length;
    users++;
  }
  return sum / users;
}
