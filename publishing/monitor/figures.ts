/** Owns the figures of the monitor: what follows from the counters, the ratings' days, the retrains and the pointer. Pure. */
import type { BackendName } from '#core/backend-names';
import { HEAP_EDGES_MB, LATENCY_EDGES_MS } from '#core/counters';
import { quantileOfBins } from '#core/histogram';
import type { Pointer } from '#core/release-format';
import type { CounterSum } from '../../server/tables/counter-table.ts';
import type { RetrainRecord } from '../retrain/history.ts';

export interface MonitorInput {
  readonly sums: readonly CounterSum[];
  /** Ratings of visitors that count today, by the UTC day on which they were given. */
  readonly ratingsByDay: ReadonlyMap<string, number>;
  readonly retrains: readonly RetrainRecord[];
  /** Versions that the store of releases has; what is said of others is not shown. */
  readonly versions: readonly string[];
  readonly pointer: Pointer | undefined;
}

/** Milliseconds and MB are read from bins: interpolated, and "at least" where the last edge is passed. */
export interface Speed {
  readonly version: string;
  readonly backend: BackendName;
  readonly count: number;
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly heapCount: number;
  readonly heapP50Mb: number | undefined;
  readonly heapP95Mb: number | undefined;
}

export interface QualityDay {
  readonly day: string;
  readonly version: string;
  readonly ratings: number;
  /** Stars. */
  readonly rmse: number;
  /** Of the bias baseline on the same ratings; lower than `rmse` where the model does harm. */
  readonly biasRmse: number;
}

export interface MonitorFigures {
  readonly speeds: readonly Speed[];
  readonly errors: readonly { readonly code: string; readonly version: string; readonly count: number }[];
  readonly quality: readonly QualityDay[];
  readonly ratings: readonly { readonly day: string; readonly count: number }[];
  readonly retrains: readonly RetrainRecord[];
  readonly releases: readonly { readonly version: string; readonly role: string }[];
}

const addBins = (a: readonly number[], b: readonly number[]): number[] =>
  b.map((count, bin) => count + (a[bin] ?? 0));
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function speedOf(group: readonly CounterSum[]): Speed[] {
  const [first] = group;
  if (!first) return [];
  const latency = group.reduce((bins: readonly number[], sum) => addBins(bins, sum.rateToList), []);
  const heap = group.reduce((bins: readonly number[], sum) => addBins(bins, sum.heap), []);
  const [count, heapCount] = [total(latency), total(heap)];
  if (count + heapCount === 0) return [];
  return [
    {
      version: first.version,
      backend: first.backend,
      count,
      p50Ms: quantileOfBins(LATENCY_EDGES_MS, latency, 0.5),
      p95Ms: quantileOfBins(LATENCY_EDGES_MS, latency, 0.95),
      heapCount,
      heapP50Mb: quantileOfBins(HEAP_EDGES_MB, heap, 0.5),
      heapP95Mb: quantileOfBins(HEAP_EDGES_MB, heap, 0.95)
    }
  ];
}

function qualityOf(group: readonly CounterSum[]): QualityDay[] {
  const [first] = group;
  const sum = (read: (one: CounterSum['quality']) => number): number =>
    total(group.map(({ quality }) => read(quality)));
  const ratings = sum((one) => one.ratings);
  if (!first || ratings === 0) return [];
  return [
    {
      day: first.day,
      version: first.version,
      ratings,
      rmse: Math.sqrt(sum((one) => one.squaredError) / ratings),
      biasRmse: Math.sqrt(sum((one) => one.biasSquaredError) / ratings)
    }
  ];
}

function errorsOf(sums: readonly CounterSum[]): { code: string; version: string; count: number }[] {
  const all = sums.flatMap(({ version, errors }) =>
    Object.entries(errors).map(([code, count]) => ({ code, version, count }))
  );
  return grouped(all, ({ code, version }) => `${code} ${version}`)
    .flatMap((group) => {
      const [first] = group;
      return first ? [{ ...first, count: total(group.map(({ count }) => count)) }] : [];
    })
    .sort((a, b) => b.count - a.count);
}

function roleOf(version: string, pointer: Pointer | undefined): string {
  if (pointer?.version === version) return 'in use';
  if (pointer?.candidate?.version === version) return `candidate for ${pointer.candidate.share * 100}%`;
  const age = pointer?.history?.indexOf(version) ?? -1;
  return age >= 0 ? `${age + 1} before` : 'kept';
}

/** Counters of versions that the store does not have are left out: anybody can send some. */
export function monitorFigures(input: MonitorInput): MonitorFigures {
  const { ratingsByDay, retrains, versions, pointer } = input;
  const sums = input.sums.filter(({ version }) => versions.includes(version));
  return {
    speeds: grouped(sums, ({ version, backend }) => `${version} ${backend}`).flatMap(speedOf),
    errors: errorsOf(sums),
    quality: grouped(sums, ({ day, version }) => `${day} ${version}`).flatMap(qualityOf),
    ratings: [...ratingsByDay].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, count]) => ({ day, count })),
    retrains,
    releases: versions.map((version) => ({ version, role: roleOf(version, pointer) }))
  };
}

/** Whether there is nothing of visitors and retrains to show. */
export const isEmpty = ({ speeds, errors, quality, ratings, retrains }: MonitorFigures): boolean =>
  [speeds, errors, quality, ratings, retrains].every(({ length }) => length === 0);

/** The sentence of an empty monitor. */
export const NO_DATA =
  'Nobody who agreed to it has sent counters yet, and there are no ratings of visitors and no retrains.';
