/**
 * Owns the figures of each newcomer and what they add up to: every metric that is a mean over people or over their hidden
 * ratings is a ratio of two sums over people, so a sample of people is judged by adding (bootstrap.ts).
 */
import { normalQuantile } from '#core/metrics/calibration';
import { averagePrecision } from '#core/metrics/average-precision';
import { ndcg } from '#core/metrics/ndcg';
import { precision } from '#core/metrics/precision';
import { quantile } from '#core/metrics/quantile';
import { recall } from '#core/metrics/recall';
import { DIMENSIONS, type ByDimension } from './facts.ts';
import type { Listed, NewcomerOutcome } from './outcome.ts';

export interface PersonMetrics {
  /** Over all hidden ratings of all newcomers, pooled, in stars. */
  readonly rmse: number;
  readonly mae: number;
  /** Means over the newcomers with a hidden like; the list is the whole catalogue less what was revealed. */
  readonly ndcg10: number;
  readonly recall20: number;
  readonly precision10: number;
  readonly map10: number;
  /** Share of hidden ratings inside the 80% interval; absent where the model states no uncertainty. */
  readonly interval80?: number;
  /** Mean stated standard deviation, in stars. */
  readonly meanDeviation?: number;
  /** The most liked movies taken out of lists and likes; absent where no tail was judged. Recall: niche recall. */
  readonly tailNdcg10?: number;
  readonly tailRecall20?: number;
  /** Only where the catalogue lacks movies: the share of hidden ratings and likes of those, RMSE over the others. */
  readonly unknownShare?: number;
  readonly unknownLikeShare?: number;
  readonly knownRmse?: number;
  /** Of taste (taste.ts); absent where the facts are not at hand. Of all people, and of the quarter farthest from the crowd. */
  readonly mirrorOverlap10?: number;
  readonly belowOwnMean20?: number;
  readonly netGain10?: number;
  readonly seriesCrowding20?: number;
  readonly genreDistance20?: number;
  readonly languageDistance20?: number;
  readonly decadeDistance20?: number;
  readonly likedGenreDistance20?: number;
  readonly farGenreDistance20?: number;
  readonly farLanguageDistance20?: number;
  readonly farDecadeDistance20?: number;
}
export type PersonMetric = keyof PersonMetrics;

/** A metric is the sum of `sum` over the sum of `weight`, [people] each. */
export interface Ratio {
  readonly sum: Float64Array;
  readonly weight: Float64Array;
}
export type People = Readonly<Partial<Record<PersonMetric, Ratio>>>;

type Measure = (outcome: NewcomerOutcome) => readonly [sum: number, weight: number];

/** Of the people: those farthest from the crowd. */
const FAR_SHARE = 0.25;
const NOT_MEASURED = [0, 0] as const;
const Z80 = normalQuantile(0.9);

/** Of the list, where there is a like that it can be judged by. */
const ofList =
  (metric: (list: Int32Array, relevant: ReadonlySet<number>, k: number) => number, k: number) =>
  (listed: { readonly list: Int32Array | null; readonly relevant: ReadonlySet<number> } | null) =>
    listed?.list ? ([metric(listed.list, listed.relevant, k), 1] as const) : NOT_MEASURED;
const ofTail = (metric: (listed: Listed | null) => readonly [number, number]): Measure => {
  return ({ tail }) => metric(tail);
};

function sumOver(values: readonly number[], term: (k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += term(k);
  return sum;
}

const squares = ({ predicted, actual }: NewcomerOutcome): number =>
  sumOver(actual, (k) => (predicted[k]! - actual[k]!) ** 2);

/** Over the hidden ratings for which the model states a deviation. */
const stated =
  (term: (outcome: NewcomerOutcome, k: number) => number): Measure =>
  (outcome) => {
    const { deviation } = outcome;
    let [sum, count] = [0, 0];
    for (let k = 0; k < deviation.length; k++) {
      if (Number.isNaN(deviation[k])) continue;
      sum += term(outcome, k);
      count++;
    }
    return [sum, count];
  };

const REQUIRED = {
  rmse: (outcome) => [squares(outcome), outcome.actual.length],
  mae: ({ predicted, actual }) => [
    sumOver(actual, (k) => Math.abs(predicted[k]! - actual[k]!)),
    actual.length
  ],
  ndcg10: ofList(ndcg, 10),
  recall20: ofList(recall, 20),
  precision10: ofList(precision, 10),
  map10: ofList(averagePrecision, 10)
} satisfies Record<string, Measure>;

const OPTIONAL: Readonly<Partial<Record<PersonMetric, Measure>>> = {
  interval80: stated(({ predicted, actual, deviation }, k) =>
    Math.abs(actual[k]! - predicted[k]!) <= Z80 * deviation[k]! ? 1 : 0
  ),
  meanDeviation: stated(({ deviation }, k) => deviation[k]!),
  tailNdcg10: ofTail(ofList(ndcg, 10)),
  tailRecall20: ofTail(ofList(recall, 20))
};

/** A figure that not everybody has. */
const ofTaste =
  (figure: (outcome: NewcomerOutcome) => number | undefined): Measure =>
  (outcome) => {
    const value = figure(outcome);
    return value === undefined || Number.isNaN(value) ? NOT_MEASURED : [value, 1];
  };

const OF_TASTE: Readonly<Partial<Record<PersonMetric, Measure>>> = {
  mirrorOverlap10: ofTaste(({ mirrorOverlap }) => mirrorOverlap),
  belowOwnMean20: ofTaste(({ taste }) => taste?.belowOwnMean),
  netGain10: ofTaste(({ taste }) => taste?.netGain),
  seriesCrowding20: ofTaste(({ taste }) => taste?.seriesCrowding),
  genreDistance20: ofTaste(({ taste }) => taste?.distance.genres),
  languageDistance20: ofTaste(({ taste }) => taste?.distance.languages),
  decadeDistance20: ofTaste(({ taste }) => taste?.distance.decades),
  likedGenreDistance20: ofTaste(({ taste }) => taste?.likedGenreDistance)
};

const FAR_METRICS: ByDimension<PersonMetric> = {
  genres: 'farGenreDistance20',
  languages: 'farLanguageDistance20',
  decades: 'farDecadeDistance20'
};

/** The distances of the quarter of people whose own shares are farthest from the crowd's. */
function ofTheFar(outcomes: readonly NewcomerOutcome[]): Partial<Record<PersonMetric, Measure>> {
  return Object.fromEntries(
    DIMENSIONS.map((dimension) => {
      const all = outcomes.flatMap(({ taste }) => {
        const farness = taste?.farness[dimension] ?? NaN;
        return Number.isNaN(farness) ? [] : [farness];
      });
      const border = quantile(all, 1 - FAR_SHARE);
      const measure = ofTaste(({ taste }) =>
        taste && taste.farness[dimension] > border ? taste.distance[dimension] : undefined
      );
      return [FAR_METRICS[dimension], measure];
    })
  );
}

/** Measured only where somebody's hidden ratings are partly unknown: elsewhere they say nothing new. */
const OF_LACKING: Readonly<Partial<Record<PersonMetric, Measure>>> = {
  unknownShare: ({ unknown, actual }) => [unknown, actual.length],
  unknownLikeShare: ({ unknownLikes, relevant }) => [unknownLikes, relevant.size],
  knownRmse: ({ predicted, actual, lacking, unknown }) => [
    sumOver(actual, (k) => (lacking[k] === 1 ? 0 : (predicted[k]! - actual[k]!) ** 2)),
    actual.length - unknown
  ]
};

const ROOTED: ReadonlySet<string> = new Set<PersonMetric>(['rmse', 'knownRmse']);

export function peopleOf(outcomes: readonly NewcomerOutcome[]): People {
  const measures: Readonly<Partial<Record<PersonMetric, Measure>>> = {
    ...REQUIRED,
    ...OPTIONAL,
    ...OF_TASTE,
    ...ofTheFar(outcomes),
    ...(outcomes.some(({ unknown }) => unknown > 0) && OF_LACKING)
  };
  const measured = Object.entries(measures).map(([name, measure]) => {
    const pairs = outcomes.map(measure);
    const ratio: Ratio = {
      sum: Float64Array.from(pairs, ([sum]) => sum),
      weight: Float64Array.from(pairs, ([, weight]) => weight)
    };
    return [name, ratio] as const;
  });
  return Object.fromEntries(
    measured.filter(([name, { weight }]) => name in REQUIRED || weight.some((value) => value > 0))
  );
}

/** The metric of a sample in which person p stands `times[p]` times (default: everybody once); NaN of nothing. */
export function valueOf(name: string, { sum, weight }: Ratio, times?: ArrayLike<number>): number {
  let [above, below] = [0, 0];
  for (let person = 0; person < sum.length; person++) {
    const count = times ? times[person]! : 1;
    above += count * sum[person]!;
    below += count * weight[person]!;
  }
  return ROOTED.has(name) ? Math.sqrt(above / below) : above / below;
}

/** Everybody's metrics. */
export const totals = (people: People): PersonMetrics =>
  Object.fromEntries(
    Object.entries(people).map(([name, ratio]) => [name, valueOf(name, ratio)])
  ) as unknown as PersonMetrics;
