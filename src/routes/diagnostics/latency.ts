/** Owns what measured times come to: median, 95th percentile, a histogram. Pure. */
import { quantile } from '#core/metrics/quantile';

export interface LatencySummary {
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** "median 3.1 ms, 95th percentile 4.0 ms". */
  readonly words: string;
  /** Of equal width from the fastest to the 95th percentile; the last one holds all that took longer. */
  readonly bins: readonly { readonly fromMs: number; readonly toMs: number; readonly count: number }[];
}

const BIN_COUNT = 6;

/** Undefined where nothing was measured. */
export function summarise(timesMs: readonly number[]): LatencySummary | undefined {
  if (timesMs.length === 0) return undefined;
  const sorted = [...timesMs].sort((a, b) => a - b);
  const [p50Ms, p95Ms] = [quantile(sorted, 0.5), quantile(sorted, 0.95)];
  const [firstMs = 0, lastMs = 0] = [sorted[0], sorted.at(-1)];
  const widthMs = Math.max(p95Ms - firstMs, 0.1) / (BIN_COUNT - 1);
  const counts = Array.from({ length: BIN_COUNT }, () => 0);
  for (const ms of sorted) {
    const bin = Math.min(BIN_COUNT - 1, Math.floor((ms - firstMs) / widthMs));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const bins = counts.map((count, k) => {
    const fromMs = firstMs + k * widthMs;
    const toMs = fromMs + widthMs;
    return { fromMs, toMs: k === BIN_COUNT - 1 ? Math.max(lastMs, toMs) : toMs, count };
  });
  return {
    p50Ms,
    p95Ms,
    words: `median ${p50Ms.toFixed(1)} ms, 95th percentile ${p95Ms.toFixed(1)} ms`,
    bins
  };
}
