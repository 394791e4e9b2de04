/**
 * The nearest-rank quantile of measured values (Hyndman and Fan 1996, definition 1): the smallest of them that at
 * least `share` of all, 0 to 1, do not exceed. NaN of nothing.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
