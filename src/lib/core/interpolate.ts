/** Owns values that depend on how many ratings somebody has given: measured at a few counts, linear between. */

/**
 * The value at n ratings: linear in log(1 + n) between the ascending `ratingCounts`, constant outside them.
 * `values` has one entry a count; 1 where there is none.
 */
export function atRatingCount(ratingCounts: readonly number[], values: readonly number[], n: number): number {
  const right = ratingCounts.findIndex((count) => count >= n);
  if (right === 0) return values[0] ?? 1;
  if (right < 0) return values.at(-1) ?? 1;
  const from = Math.log1p(ratingCounts[right - 1]!);
  const share = (Math.log1p(n) - from) / (Math.log1p(ratingCounts[right]!) - from);
  return values[right - 1]! + share * (values[right]! - values[right - 1]!);
}
