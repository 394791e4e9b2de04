/**
 * Owns how what happens is added up into the reports that a visitor may send (core/counters.ts): pure. What comes in
 * is numbers, versions and codes; no movie has a way in.
 */
import {
  COUNT_MAX,
  HEAP_EDGES_MB,
  LATENCY_EDGES_MS,
  REPORTS_MAX,
  type CounterReport,
  type Wins
} from '#core/counters';
import type { ErrorCode } from '#core/errors';

/** Whose counts they are. */
export type Source = Pick<CounterReport, 'version' | 'appVersion' | 'backend'>;

/** Of two versions: the one in use won, lost, or neither. */
export type Verdict = keyof Wins;

export type Counted =
  | { readonly kind: 'list'; readonly elapsedMs: number }
  | { readonly kind: 'heap'; readonly sizeMb: number }
  | { readonly kind: 'error'; readonly code: ErrorCode }
  | {
      readonly kind: 'quality';
      readonly stars: number;
      readonly predicted: number;
      readonly baseline: number;
    }
  /** `ranked` of likes alone. */
  | {
      readonly kind: 'compared';
      readonly other: string;
      readonly predicted: Verdict;
      readonly ranked?: Verdict;
    };

const zeros = (edges: readonly number[]): number[] => edges.concat(0).map(() => 0);
const noWins = (): Wins => ({ wins: 0, losses: 0, ties: 0 });
const empty = (source: Source): CounterReport => ({
  ...source,
  rateToList: zeros(LATENCY_EDGES_MS),
  heap: zeros(HEAP_EDGES_MB),
  errors: {},
  quality: { ratings: 0, squaredError: 0, biasSquaredError: 0 }
});

/** A count that is full stays as it is. */
const more = (count: number): number => Math.min(COUNT_MAX, count + 1);

function intoBin(bins: readonly number[], edges: readonly number[], value: number): number[] {
  const found = edges.findIndex((edge) => value <= edge);
  const bin = found < 0 ? edges.length : found;
  return bins.map((count, k) => (k === bin ? more(count) : count));
}
const won = (wins: Wins, verdict: Verdict): Wins => ({ ...wins, [verdict]: more(wins[verdict]) });

/** Whether a report can take it: counts of one comparison are never mixed with those of another. */
function isOf(report: CounterReport, source: Source, counted: Counted): boolean {
  if (report.version !== source.version || report.backend !== source.backend) return false;
  if (report.appVersion !== source.appVersion) return false;
  return counted.kind !== 'compared' || (report.comparison?.other ?? counted.other) === counted.other;
}

function add(report: CounterReport, counted: Counted): CounterReport {
  switch (counted.kind) {
    case 'list':
      return { ...report, rateToList: intoBin(report.rateToList, LATENCY_EDGES_MS, counted.elapsedMs) };
    case 'heap':
      return { ...report, heap: intoBin(report.heap, HEAP_EDGES_MB, counted.sizeMb) };
    case 'error':
      return {
        ...report,
        errors: { ...report.errors, [counted.code]: more(report.errors[counted.code] ?? 0) }
      };
    case 'quality': {
      const { ratings, squaredError, biasSquaredError } = report.quality;
      // Sums belong to their count: both stop together.
      if (ratings >= COUNT_MAX) return report;
      return {
        ...report,
        quality: {
          ratings: ratings + 1,
          squaredError: squaredError + (counted.stars - counted.predicted) ** 2,
          biasSquaredError: biasSquaredError + (counted.stars - counted.baseline) ** 2
        }
      };
    }
    case 'compared': {
      const { other, predicted, ranked } = counted;
      const before = report.comparison ?? { other, predicted: noWins(), ranked: noWins() };
      return {
        ...report,
        comparison: {
          other,
          predicted: won(before.predicted, predicted),
          ranked: ranked === undefined ? before.ranked : won(before.ranked, ranked)
        }
      };
    }
  }
}

/** The reports with one thing more; where there is no room for another report, the oldest goes. */
export function count(
  reports: readonly CounterReport[],
  source: Source,
  counted: Counted
): readonly CounterReport[] {
  const place = reports.findIndex((report) => isOf(report, source, counted));
  if (place >= 0) return reports.map((report, k) => (k === place ? add(report, counted) : report));
  return [...reports, add(empty(source), counted)].slice(-REPORTS_MAX);
}

/** What one version expected of a rating. */
export interface Expected {
  readonly predicted: number;
  readonly rank: number;
}

const verdictOf = (own: number, other: number): Verdict =>
  own === other ? 'ties' : own < other ? 'wins' : 'losses';
/** Predictions that are shown alike count alike. */
const distance = (stars: number, predicted: number): number =>
  Math.abs(stars - Math.round(predicted * 2) / 2);

/** Whose prediction was nearer to the stars, and whose ranking had the movie higher. */
export function compare(
  stars: number,
  own: Expected,
  other: Expected
): Record<'predicted' | 'ranked', Verdict> {
  return {
    predicted: verdictOf(distance(stars, own.predicted), distance(stars, other.predicted)),
    ranked: verdictOf(own.rank, other.rank)
  };
}
