/** Owns what can be said from counts in bins: which bin a value falls into, and quantiles, interpolated inside a bin. */

/** The bin of a value among upper edges; the last bin, past all edges, is `edges.length`. */
export function binOf(edges: readonly number[], value: number): number {
  const at = edges.findIndex((edge) => value <= edge);
  return at < 0 ? edges.length : at;
}

/**
 * The quantile `q` (0 to 1) of counts in bins, linear inside its bin, the first of which begins at 0; undefined where
 * nothing was counted. What lies past the last edge is told as that edge: it is "at least" then.
 */
export function quantileOfBins(
  edges: readonly number[],
  counts: readonly number[],
  q: number
): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const wanted = q * total;
  let below = 0;
  for (let bin = 0; bin < edges.length; bin++) {
    const count = counts[bin] ?? 0;
    if (count > 0 && below + count >= wanted) {
      const from = edges[bin - 1] ?? 0;
      return from + ((edges[bin]! - from) * (wanted - below)) / count;
    }
    below += count;
  }
  return edges.at(-1);
}
