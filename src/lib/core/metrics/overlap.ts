/** Owns how alike the lists of different users are: 1 is one list for everybody, the failure to watch for. */

/**
 * The mean over pairs of users of |A and B| / k, for the first k of their lists (one minus it is Zhou et al.
 * 2010's "personalisation"). With c_i the number of lists that show item i and n lists, the sum over pairs is
 * sum_i c_i (c_i - 1) / 2, so no pair is ever visited. Items stand in a list at most once.
 *
 * Edge cases: NaN for fewer than two lists; the divisor stays k for shorter lists (their empty places
 * overlap with nothing); 1 only where everybody has the same k items, in any order; 0 where no two share one.
 */
export function overlap(lists: readonly ArrayLike<number>[], k: number): number {
  const shown = new Map<number, number>();
  let shared = 0;
  for (const list of lists) {
    for (let rank = 0; rank < Math.min(k, list.length); rank++) {
      const before = shown.get(list[rank]!) ?? 0;
      shared += before;
      shown.set(list[rank]!, before + 1);
    }
  }
  const pairs = (lists.length * (lists.length - 1)) / 2;
  return shared / (pairs * k);
}
