/** Owns whether a list is filled up with the parts of one series. */

/**
 * The most movies of any one series among the first k of a list. `seriesOf` gives a series' number, 0 for none.
 *
 * Edge cases: 0 where no movie is of a series; 1 where each series stands once.
 */
export function seriesCrowding(
  ranked: ArrayLike<number>,
  seriesOf: (item: number) => number,
  k: number
): number {
  const counts = new Map<number, number>();
  let most = 0;
  for (let rank = 0; rank < Math.min(k, ranked.length); rank++) {
    const series = seriesOf(ranked[rank]!);
    if (series === 0) continue;
    const count = (counts.get(series) ?? 0) + 1;
    counts.set(series, count);
    most = Math.max(most, count);
  }
  return most;
}
