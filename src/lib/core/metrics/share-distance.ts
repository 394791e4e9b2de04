/** Owns how far a list's mix of kinds (genres, languages, decades) is from that of what a person likes. */

/** Share of each kind, summing to 1; empty where nothing has a kind. */
export type Shares = ReadonlyMap<string, number>;

/**
 * The shares of the kinds over items: each item counts `weightOf` (default 1), divided evenly among its kinds (Steck 2018,
 * "Calibrated Recommendations"). Items without a kind are left out: they say nothing of taste.
 *
 * Edge cases: empty for no items, none with a kind, or no weight.
 */
export function sharesOf(
  items: ArrayLike<number>,
  kindsOf: (item: number) => readonly string[],
  weightOf: (item: number) => number = () => 1
): Shares {
  const sums = new Map<string, number>();
  let total = 0;
  for (let k = 0; k < items.length; k++) {
    const kinds = kindsOf(items[k]!);
    const weight = weightOf(items[k]!);
    if (kinds.length === 0 || !(weight > 0)) continue;
    total += weight;
    for (const kind of kinds) sums.set(kind, (sums.get(kind) ?? 0) + weight / kinds.length);
  }
  return new Map(Array.from(sums, ([kind, sum]) => [kind, sum / total]));
}

/**
 * Total variation: half the sum over kinds of |p - q|, in [0, 1]: the share that would have to be of another kind.
 *
 * Edge cases: 0 for equal shares, 1 where no kind is common, NaN where either is empty (nothing is known).
 */
export function shareDistance(p: Shares, q: Shares): number {
  if (p.size === 0 || q.size === 0) return NaN;
  let sum = 0;
  for (const kind of new Set([...p.keys(), ...q.keys()]))
    sum += Math.abs((p.get(kind) ?? 0) - (q.get(kind) ?? 0));
  return sum / 2;
}
