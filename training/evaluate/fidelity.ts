/** Owns how predicted ratings relate to the given ones: bins of the prediction, errors, coverage of intervals. */
import { intervalCoverage } from '#core/metrics/calibration';
import { STARS_MAX, STARS_MIN } from '#core/rating';
import type { NewcomerOutcome } from './outcome.ts';

/** Hidden ratings whose prediction lies in a range of stars. */
export interface PredictionBin {
  /** Middle of the range, in stars. */
  readonly predicted: number;
  readonly count: number;
  /** Mean of the given ratings, and what a tenth of them lie below and above. */
  readonly actual: number;
  readonly low: number;
  readonly high: number;
}

export interface Fidelity {
  readonly bins: readonly PredictionBin[];
  /** Share of the hidden ratings by error (predicted less given, in stars); `error` is the middle of the bin. */
  readonly errors: readonly { readonly error: number; readonly share: number }[];
  /** Share of the hidden ratings inside the central interval of each level; empty without deviations. */
  readonly coverage: readonly { readonly level: number; readonly share: number }[];
}

const BIN_STARS = 0.25;
const LEVELS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

function binsOf(predicted: readonly number[], actual: readonly number[]): PredictionBin[] {
  const count = Math.ceil((STARS_MAX - STARS_MIN) / BIN_STARS);
  const bins = Array.from({ length: count }, (): number[] => []);
  predicted.forEach((stars, k) => {
    bins[Math.min(count - 1, Math.floor((stars - STARS_MIN) / BIN_STARS))]?.push(actual[k]!);
  });
  return bins.flatMap((ratings, at) => {
    if (ratings.length === 0) return [];
    ratings.sort((a, b) => a - b);
    const quantile = (share: number): number => ratings[Math.round(share * (ratings.length - 1))]!;
    return {
      predicted: STARS_MIN + (at + 0.5) * BIN_STARS,
      count: ratings.length,
      actual: ratings.reduce((sum, stars) => sum + stars, 0) / ratings.length,
      low: quantile(0.1),
      high: quantile(0.9)
    };
  });
}

/** Bins of BIN_STARS, the middle one around 0, over all errors that the scale allows. */
function errorsOf(predicted: readonly number[], actual: readonly number[]): Fidelity['errors'] {
  const reach = Math.round((STARS_MAX - STARS_MIN) / BIN_STARS);
  const counts = new Int32Array(2 * reach + 1);
  predicted.forEach((stars, k) => counts[reach + Math.round((stars - actual[k]!) / BIN_STARS)]!++);
  return Array.from(counts, (count, at) => ({
    error: (at - reach) * BIN_STARS,
    share: count / predicted.length
  }));
}

/** Coverage over the ratings for which a deviation is stated. */
function coverageOf(
  predicted: readonly number[],
  deviation: readonly number[],
  actual: readonly number[]
): Fidelity['coverage'] {
  const stated = [...deviation.keys()].filter((k) => !Number.isNaN(deviation[k]));
  if (stated.length === 0) return [];
  const [of, around, given] = [predicted, deviation, actual].map((values) => stated.map((k) => values[k]!));
  return LEVELS.map((level) => ({ level, share: intervalCoverage(of!, around!, given!, level) }));
}

/** Pools the outcomes of one K. */
export function fidelityOf(
  outcomes: readonly Pick<NewcomerOutcome, 'predicted' | 'actual' | 'deviation'>[]
): Fidelity {
  const predicted = outcomes.flatMap((outcome) => outcome.predicted);
  const actual = outcomes.flatMap((outcome) => outcome.actual);
  const deviation = outcomes.flatMap((outcome) => outcome.deviation);
  return {
    bins: binsOf(predicted, actual),
    errors: errorsOf(predicted, actual),
    coverage: coverageOf(predicted, deviation, actual)
  };
}
