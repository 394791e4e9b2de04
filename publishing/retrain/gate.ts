/**
 * Owns the gate: what a retrained model must show before anybody gets it. Pure: evidence in, checks out. Every
 * comparison is written so that a figure that is missing (NaN) refuses.
 *
 * Where the tolerances come from: on ml-latest-small, split of seed 1 (122 people), the same recipe fitted with the seeds 1
 * to 4 differs by at most .0025 RMSE and .013 NDCG@10 at any K, by .004 NDCG@10 in the mean over all K, and by a tenth in
 * variety; its intervals hold 78 to 84%. Fitted to ratings of which one in ten was drawn at random, it loses .011 to .017
 * RMSE and its intervals hold 83 to 87%; one in five, .028 to .041, and .012 NDCG@10 in the mean.
 */
import { NDCG_LOSS_MAX, RMSE_LOSS_MAX } from '#training/release/quantisation-check';
import { COVERAGE, OVERLAP_MAX } from '#training/report/verdict';
import type { Figures, FiguresAtOneCount, TasteFigures } from './figures.ts';
import { ratingsMax } from './influence.ts';
import { compareTastes } from './taste-gate.ts';

/** Stars, at any number of revealed ratings. */
export const RMSE_TOLERANCE = 0.006;
/** At any one number of revealed ratings, and in the mean over all: a list of ten is noisier than ten thousand stars. */
export const NDCG_TOLERANCE = 0.025;
export const NDCG_MEAN_TOLERANCE = 0.012;
/** Beyond the band of the mean, at any one number: the calibration rests on a hundred people. */
const COVERAGE_SLACK = 0.02;
/** The movies that all top 10s together show, as a share of the reference's, from this many ratings on. */
const VARIETY_MIN = 0.75;
const PERSONAL_COUNT = 5;
/** What two lists may have in common beyond the reference's. */
const OVERLAP_TOLERANCE = 0.1;
/** Fewer people, or hidden ratings, cannot tell a good model from a bad one with these tolerances. */
const PEOPLE_MIN = 100;
const HIDDEN_MIN = 2000;
/** A training set below this share of the last release's has lost something on its way. */
const RATINGS_SHARE_MIN = 0.8;

export interface GateEvidence {
  /** The new model, on the held-out people. */
  readonly figures: Figures;
  /** The recipe in use, fitted to MovieLens alone, on the same people. */
  readonly reference: Figures;
  /** What the release in use says of itself, where it was judged on the same people. */
  readonly inUse?: Figures | undefined;
  /** What people of one taste are shown by each of the three, where it was measured. */
  readonly tastes?: {
    readonly own?: TasteFigures | undefined;
    readonly reference?: TasteFigures | undefined;
    readonly inUse?: TasteFigures | undefined;
  };
  readonly quantisation: { readonly rmse: number; readonly ndcg10: number };
  readonly golden: { readonly caseCount: number; readonly problems: readonly string[] };
  readonly sizes: readonly { readonly what: string; readonly kb: number; readonly limitKb: number }[];
  readonly data: {
    readonly ratings: number;
    readonly movieLensRatings: number;
    /** Of the release in use. */
    readonly ratingsInUse?: number | undefined;
    /** Of the visitor with most. */
    readonly largestVisitor: number;
  };
}

export interface GateCheck {
  readonly name: string;
  readonly outcome: 'passed' | 'refused' | 'skipped';
  /** What was measured and what is allowed, in one sentence. */
  readonly evidence: string;
  /** Not even `--force` publishes a model that fails it. */
  readonly isAbsolute: boolean;
}

const check = (name: string, passed: boolean, evidence: string, isAbsolute = false): GateCheck => ({
  name,
  outcome: passed ? 'passed' : 'refused',
  evidence,
  isAbsolute
});

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
/** For evidence: what could not be measured is said so. */
const digits = (value: number, count: number): string =>
  Number.isFinite(value) ? value.toFixed(count) : 'an unknown part';
const ratingsWord = (count: number): string => `${count} ${count === 1 ? 'rating' : 'ratings'}`;

interface Loss {
  readonly revealed: number;
  readonly loss: number;
}

/** What is lost at each number that either has; NaN where one lacks it. */
function losses(
  before: Figures,
  after: Figures,
  loss: (before: FiguresAtOneCount, after: FiguresAtOneCount) => number
): Loss[] {
  const own = new Map(after);
  const missing = after.filter(([revealed]) => !before.some(([other]) => other === revealed));
  return [
    ...before.map(([revealed, was]) => {
      const is = own.get(revealed);
      return { revealed, loss: is ? loss(was, is) : NaN };
    }),
    ...missing.map(([revealed]) => ({ revealed, loss: NaN }))
  ];
}

/** The greatest; NaN before all, and where there is none. */
const worst = (all: readonly Loss[]): Loss =>
  all.find(({ loss }) => Number.isNaN(loss)) ??
  all.reduce((most, one) => (one.loss <= most.loss ? most : one), { revealed: 0, loss: NaN });

const lostAt = ({ loss, revealed }: Loss): string =>
  Number.isNaN(loss)
    ? `It cannot be compared after ${ratingsWord(revealed)}`
    : `${loss > 0 ? 'It loses' : 'It gains'} ${Math.abs(loss).toFixed(4)} ${loss > 0 ? 'at most' : 'at least'} (after ${ratingsWord(revealed)})`;

function accuracy(than: string, before: Figures, after: Figures): GateCheck[] {
  const rmse = worst(losses(before, after, (was, is) => is.rmse - was.rmse));
  const ndcg = losses(before, after, (was, is) => was.ndcg10 - is.ndcg10);
  const worstNdcg = worst(ndcg);
  const meanNdcg = mean(ndcg.map(({ loss }) => loss));
  return [
    check(
      `RMSE against ${than}`,
      rmse.loss <= RMSE_TOLERANCE,
      `${lostAt(rmse)}; ${RMSE_TOLERANCE} stars may be lost.`
    ),
    check(
      `NDCG@10 against ${than}`,
      worstNdcg.loss <= NDCG_TOLERANCE && meanNdcg <= NDCG_MEAN_TOLERANCE,
      `${lostAt(worstNdcg)}, ${digits(Math.abs(meanNdcg), 4)} is ${meanNdcg > 0 ? 'lost' : 'gained'} in the mean; ${NDCG_TOLERANCE} and ${NDCG_MEAN_TOLERANCE} may be lost.`
    )
  ];
}

function calibration(figures: Figures): GateCheck {
  const known = figures.filter(([revealed]) => revealed > 0).map(([, { interval80 }]) => interval80);
  const [low, high] = COVERAGE;
  const middle = mean(known);
  const isInside = known.every((share) => share >= low - COVERAGE_SLACK && share <= high + COVERAGE_SLACK);
  const percent = (share: number): string => digits(100 * share, 1);
  return check(
    'Calibration',
    isInside && middle >= low && middle <= high,
    `Its 80% intervals hold ${percent(middle)}% of the hidden ratings in the mean, ${percent(Math.min(...known))} to ${percent(Math.max(...known))}% by number of ratings; ${percent(low)} to ${percent(high)}% is allowed, ${100 * COVERAGE_SLACK} points more at one number.`
  );
}

function variety(before: Figures, after: Figures): GateCheck[] {
  const personal = (figures: Figures): Figures => figures.filter(([revealed]) => revealed >= PERSONAL_COUNT);
  const least = worst(
    losses(personal(before), personal(after), (was, is) => -(is.coverage10 / was.coverage10))
  );
  const more = worst(losses(personal(before), personal(after), (was, is) => is.overlap10 - was.overlap10));
  const most = Math.max(...personal(after).map(([, { overlap10 }]) => overlap10));
  return [
    check(
      'Variety of the top 10s',
      -least.loss >= VARIETY_MIN,
      `All top 10s together show ${digits(-100 * least.loss, 0)}% as many movies as the recipe in use (after ${ratingsWord(least.revealed)}); ${100 * VARIETY_MIN}% is the least.`
    ),
    check(
      'Overlap of the top 10s',
      more.loss <= OVERLAP_TOLERANCE && most <= OVERLAP_MAX,
      `Two people's top 10s share up to ${digits(100 * most, 0)}% from ${PERSONAL_COUNT} ratings on (allowed: ${100 * OVERLAP_MAX}%), ${digits(100 * more.loss, 0)} points more than with the recipe in use (allowed: ${100 * OVERLAP_TOLERANCE}).`
    )
  ];
}

function enoughData({ figures, data }: GateEvidence): GateCheck {
  const first = figures[0]?.[1];
  const { ratings, ratingsInUse } = data;
  const [people, hidden] = [first?.newcomers ?? NaN, first?.hidden ?? NaN];
  const isWhole = ratingsInUse === undefined || ratings >= RATINGS_SHARE_MIN * ratingsInUse;
  const before =
    ratingsInUse === undefined
      ? ''
      : `; the release in use had ${ratingsInUse} (${100 * RATINGS_SHARE_MIN}% is the least)`;
  return check(
    'Enough data',
    people >= PEOPLE_MIN && hidden >= HIDDEN_MIN && isWhole,
    `Trained on ${ratings} ratings${before}; judged on ${hidden} hidden ratings (at least ${HIDDEN_MIN}) of ${people} people (at least ${PEOPLE_MIN}).`
  );
}

/** What is lost of tastes; nothing is said where the model before has no such figures. */
function taste({ figures, reference, inUse, tastes = {} }: GateEvidence): GateCheck[] {
  const own = { figures, tastes: tastes.own };
  return [
    ...compareTastes('the recipe in use', { figures: reference, tastes: tastes.reference }, own),
    ...(inUse ? compareTastes('the release in use', { figures: inUse, tastes: tastes.inUse }, own) : [])
  ].map(({ name, isLost, evidence }) => check(name, !isLost, evidence));
}

/** Every check, in the order in which a person wants to read them. */
export function judgeRetrain(evidence: GateEvidence): GateCheck[] {
  const { figures, reference, inUse, quantisation, golden, sizes, data } = evidence;
  const most = ratingsMax(data.movieLensRatings);
  return [
    ...accuracy('the recipe in use', reference, figures),
    ...(inUse
      ? accuracy('the release in use', inUse, figures)
      : [
          {
            name: 'Against the release in use',
            outcome: 'skipped' as const,
            evidence:
              'No release in use was judged on these people: there is none, or its MovieLens data or seed was another.',
            isAbsolute: false
          }
        ]),
    calibration(figures),
    ...variety(reference, figures),
    ...taste(evidence),
    check(
      'Reduced precision',
      quantisation.rmse <= RMSE_LOSS_MAX && quantisation.ndcg10 <= NDCG_LOSS_MAX,
      `The small files cost ${digits(quantisation.rmse, 4)} RMSE (allowed: ${RMSE_LOSS_MAX}) and ${digits(quantisation.ndcg10, 4)} NDCG@10 (allowed: ${NDCG_LOSS_MAX}).`
    ),
    check(
      'Golden cases',
      golden.caseCount > 0 && golden.problems.length === 0,
      golden.problems[0] ?? `The files on disk give the lists of all ${golden.caseCount} cases.`,
      true
    ),
    ...sizes.map(({ what, kb, limitKb }) =>
      check(`Size: ${what}`, kb <= limitKb, `It weighs ${kb.toFixed(0)} KB; ${limitKb} are allowed.`)
    ),
    enoughData(evidence),
    check(
      'Influence of one person',
      data.largestVisitor <= most,
      `No visitor has more than ${data.largestVisitor} of the ${data.ratings} ratings; ${most} are allowed.`
    )
  ];
}
