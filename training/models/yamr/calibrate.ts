/**
 * Owns the calibration of the rating head's uncertainty on users that the vectors were not fitted to: how soon a visitor's own scatter
 * is believed, by likelihood, then split conformal prediction with normalised residuals (Lei et al. 2018, section 5.2).
 */
import { clipStars } from '#core/rating';
import { foldIn, opennessOf, type Calibration, type RatingHead } from '#core/rating-head';
import { normalQuantile } from '#core/metrics/calibration';
import { scatterOf, surprises, type ScatterPrior } from '#core/scatter';
import { dotProduct } from '#core/tensor';
import type { Newcomer } from '../../split.ts';

/** Numbers of ratings at which the factor is measured. */
const RATING_COUNTS = [0, 1, 3, 5, 10, 20, 40];
/** More newcomers than this add time, not precision. */
const NEWCOMERS_MAX = 400;
/** The interval that is to hold what it says. */
const LEVEL = 0.8;
/** Fewer hidden ratings than this say nothing. */
const RATINGS_MIN = 500;
/** Where the scatter is chosen, and how many ratings the crowd's may count for. */
const SCATTER_COUNTS = [5, 10, 20];
const SCATTER_RATINGS = [4, 6, 8, 12, 16, 24, 32];

/** One newcomer after some ratings: the surprises of those, and of each hidden rating the error over the deviation that is stated without them. */
interface Judged {
  readonly surprises: Float64Array;
  readonly ratios: Float64Array;
}

function judgeAt(head: RatingHead, newcomers: readonly Newcomer[], count: number): Judged[] {
  const size = head.vectors.columns;
  return newcomers.flatMap(({ items, stars }) => {
    if (items.length <= count) return [];
    const profile = { items: items.subarray(0, count), stars: stars.subarray(0, count) };
    const visitor = foldIn(head, profile);
    const z = Float32Array.from(visitor.z);
    const ratioOf = (item: number, k: number): number => {
      const predicted = head.mean[item]! + dotProduct(head.vectors.values, item * size, z, 0, size);
      return (stars[count + k]! - clipStars(predicted)) / opennessOf(head, visitor, item);
    };
    return [
      {
        surprises: surprises(head, profile, visitor.z, visitor.inverseFactor),
        ratios: Float64Array.from(items.subarray(count), ratioOf)
      }
    ];
  });
}

/** Factor on a person's deviations. */
const spreadOf = (scatter: ScatterPrior | undefined, { surprises: own }: Judged): number =>
  scatter ? Math.sqrt(scatterOf(scatter, own)) : 1;

/** Mean minus log likelihood of the hidden ratings, with the best common factor on all deviations, up to what no scatter changes. */
function unlikelihood(judged: readonly Judged[], scatter: ScatterPrior | undefined): number {
  let [squares, logs, count] = [0, 0, 0];
  for (const one of judged) {
    const spread = spreadOf(scatter, one);
    for (const ratio of one.ratios) squares += (ratio / spread) ** 2;
    logs += one.ratios.length * Math.log(spread);
    count += one.ratios.length;
  }
  return logs / count + Math.log(squares / count) / 2;
}

/** How soon a visitor's own scatter is believed: as makes the hidden ratings most likely; undefined where too little is known. */
function chooseScatter(judgedAt: ReadonlyMap<number, readonly Judged[]>): ScatterPrior | undefined {
  const asked = SCATTER_COUNTS.map((count) => judgedAt.get(count) ?? []);
  if (asked.some((judged) => judged.reduce((sum, { ratios }) => sum + ratios.length, 0) < RATINGS_MIN))
    return undefined;
  const own = asked.at(-1)!.flatMap((one) => Array.from(one.surprises));
  const surprise = own.reduce((sum, value) => sum + value, 0) / own.length;
  const cost = (scatter?: ScatterPrior): number =>
    asked.reduce((sum, judged) => sum + unlikelihood(judged, scatter), 0);
  const candidates = [undefined, ...SCATTER_RATINGS.map((ratings): ScatterPrior => ({ ratings, surprise }))];
  const judged = candidates.map((scatter) => ({ scatter, cost: cost(scatter) }));
  return judged.reduce((best, next) => (next.cost < best.cost ? next : best)).scatter;
}

/**
 * The scatter, and for each number of ratings K the factor that puts LEVEL of the newcomers' hidden ratings inside the central
 * interval of that level. Factors measured on few ratings repeat the one before. What `head` itself says of either does not count.
 */
export function calibrate(
  head: RatingHead,
  newcomers: readonly Newcomer[]
): { readonly calibration: Calibration; readonly scatter: ScatterPrior | undefined } {
  const people = newcomers.slice(0, NEWCOMERS_MAX);
  const judgedAt = new Map(RATING_COUNTS.map((count) => [count, judgeAt(head, people, count)]));
  const scatter = chooseScatter(judgedAt);
  const z = normalQuantile((1 + LEVEL) / 2);
  const factors: number[] = [];
  for (const judged of judgedAt.values()) {
    const ratios = judged.flatMap((one) => {
      const spread = spreadOf(scatter, one);
      return Array.from(one.ratios, (ratio) => Math.abs(ratio) / spread);
    });
    ratios.sort((a, b) => a - b);
    const enough = ratios.length >= RATINGS_MIN;
    factors.push(enough ? ratios[Math.floor(LEVEL * ratios.length)]! / z : (factors.at(-1) ?? 1));
  }
  return { calibration: { ratingCounts: RATING_COUNTS, factors }, scatter };
}
