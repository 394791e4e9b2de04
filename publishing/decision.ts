/**
 * Owns what the counted wins of one version over another allow to be said, however often one looks. Pure.
 *
 * For each measure a confidence sequence for the share of wins among what was not a tie: Robbins' normal mixture for
 * sub-Gaussian sums (Howard, Ramdas, McAuliffe and Sekhon 2021, Annals of Statistics 49:2, equation 14), valid at all times
 * at once. Error rate: with probability 95% (`ALPHA`, halved between the two measures) no recommendation of a whole roll-out,
 * looked at every day, is wrong. Power: a version that wins 55% (`DELTA`) is found by 10,000 decisive comparisons in nine of ten
 * roll-outs (`decision.test.ts`). Wins of one person are alike, and the server does not know whose they are: the variance
 * is taken as `DESIGN_EFFECT` times that of independent ones, which covers people with up to 30 comparisons each in a roll-out
 * (a report adds no more, server/tables/counter-table.ts) whose own tastes correlate by .1. People who come back often are
 * alike beyond that, and nothing here protects against lies that many addresses send.
 */
import type { Wins } from '#core/counters';

/** Probability of any wrong recommendation in a whole roll-out, both measures together. */
export const ALPHA = 0.05;
/** Shares of wins that are no farther than this from a half are as good as equal. */
export const DELTA = 0.05;
/** Variance of the sums against that of independent wins: 1 + .1 (E[m^2] / E[m] - 1) is 2.9 for m even on 1 to 30. */
export const DESIGN_EFFECT = 4;
/** Where the sequence is tightest: at some 4,000 decisive comparisons. It affects the width alone. */
const MIXTURE = 2_000;
const MEASURES = 2;

export interface WinShare {
  /** Share of wins among wins and losses; undefined where there were none. */
  readonly share: number | undefined;
  /** The confidence sequence, now: [0, 1] where nothing is known. */
  readonly low: number;
  readonly high: number;
  readonly decisive: number;
}

/** The share of wins and its interval at the level of one of the two measures. */
export function winShare({ wins, losses }: Wins): WinShare {
  const decisive = wins + losses;
  if (decisive === 0) return { share: undefined, low: 0, high: 1, decisive };
  const variance = DESIGN_EFFECT * decisive + MIXTURE;
  const alpha = ALPHA / MEASURES;
  const reach = Math.sqrt(variance * Math.log(variance / (MIXTURE * alpha ** 2)));
  const share = wins / decisive;
  const half = reach / (2 * decisive);
  return { share, low: Math.max(0, share - half), high: Math.min(1, share + half), decisive };
}

/** Promote: it is better by one measure and not worse by the other. Stop: it is worse by one. Same: equal by both. */
export type Recommendation = 'promote' | 'stop' | 'same' | 'wait';

export function recommend(predicted: Wins, ranked: Wins): Recommendation {
  const shares = [winShare(predicted), winShare(ranked)];
  if (shares.some(({ high }) => high < 0.5)) return 'stop';
  // "Not worse" allows DELTA: that nothing at all is lost cannot be shown.
  if (!shares.every(({ low }) => low > 0.5 - DELTA)) return 'wait';
  if (shares.some(({ low }) => low > 0.5)) return 'promote';
  return shares.every(({ high }) => high < 0.5 + DELTA) ? 'same' : 'wait';
}
