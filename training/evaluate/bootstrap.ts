/**
 * Owns what the choice of people could have changed: the bootstrap over people (Efron 1979). Each resample draws whole
 * people, with replacement, and the same ones for every model of one seed and number of people: what is compared is paired.
 */
import { createRandom } from '#core/random';
import { valueOf, type People } from './people.ts';

/** A figure and its 90% interval. */
export interface Band {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Gains {
  /** RMSE of the bias baseline less the model's, in stars. */
  readonly rmseGain: Band;
  /** Model over popularity of likes. */
  readonly ndcgRatio: Band;
  readonly recallRatio: Band;
}

/** A difference of two models on the same people, and its standard error. */
export interface Difference {
  readonly value: number;
  readonly error: number;
}

/** Of the intervals. Standard errors are content with fewer: 500 tell one to a thirtieth. */
const BAND_RESAMPLES = 1000;
const ERROR_RESAMPLES = 500;
const TAIL = 0.05;

/** How often each person is drawn, by resample. */
function* resamples(people: number, count: number, seed: number): Generator<Uint16Array> {
  const random = createRandom(seed).fork('bootstrap');
  for (let k = 0; k < count; k++) {
    const times = new Uint16Array(people);
    for (let drawn = 0; drawn < people; drawn++) times[random.below(people)]!++;
    yield times;
  }
}

/** The standard deviation of the finite values; NaN of fewer than two. */
function spread(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  return Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (finite.length - 1));
}

const countOf = ({ rmse }: People): number => rmse?.sum.length ?? 0;

/** The standard error of every metric, by name. One person has none: NaN. */
export function standardErrors(people: People, seed: number): Record<string, number> {
  const draws = [...resamples(countOf(people), ERROR_RESAMPLES, seed)];
  return Object.fromEntries(
    Object.entries(people).map(([name, ratio]) => [
      name,
      countOf(people) < 2 ? NaN : spread(draws.map((times) => valueOf(name, ratio, times)))
    ])
  );
}

/** `one` less `other` in every metric that both have. They hold the same people in the same order. */
export function pairedDifferences(one: People, other: People, seed: number): Record<string, Difference> {
  const draws = [...resamples(countOf(one), ERROR_RESAMPLES, seed)];
  return Object.fromEntries(
    Object.entries(one).flatMap(([name, own]) => {
      const against = Object.entries(other).find(([key]) => key === name)?.[1];
      if (!against) return [];
      const difference = (times?: Uint16Array): number =>
        valueOf(name, own, times) - valueOf(name, against, times);
      const error = countOf(one) < 2 ? NaN : spread(draws.map(difference));
      return [[name, { value: difference(), error }]];
    })
  );
}

function gainsOf(own: People, bias: People, popular: People, times?: Uint16Array): number[] {
  const of = (people: People, name: 'rmse' | 'ndcg10' | 'recall20'): number => {
    const ratio = people[name];
    return ratio ? valueOf(name, ratio, times) : NaN;
  };
  return [
    of(bias, 'rmse') - of(own, 'rmse'),
    of(own, 'ndcg10') / of(popular, 'ndcg10'),
    of(own, 'recall20') / of(popular, 'recall20')
  ];
}

/**
 * The gains of `own` with their intervals (percentiles). The three hold the same people in the same order: the gains are
 * paired. The same seed gives the same intervals.
 */
export function bootstrapGains(own: People, bias: People, popular: People, seed: number): Gains {
  const draws = [...resamples(countOf(own), BAND_RESAMPLES, seed)];
  const samples = draws.map((times) => gainsOf(own, bias, popular, times));
  const [rmseGain, ndcgRatio, recallRatio] = gainsOf(own, bias, popular).map((value, at): Band => {
    const sorted = samples.map((gains) => gains[at]!).sort((a, b) => a - b);
    const quantile = (share: number): number => sorted[Math.round(share * (BAND_RESAMPLES - 1))]!;
    return { value, low: quantile(TAIL), high: quantile(1 - TAIL) };
  });
  return { rmseGain: rmseGain!, ndcgRatio: ndcgRatio!, recallRatio: recallRatio! };
}
