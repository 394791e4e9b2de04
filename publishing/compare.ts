/** Owns the comparison of two versions by what opted-in devices counted: sums in both directions, and the words for them. */
import type { Wins } from '#core/counters';
import { YamrError } from '#core/errors';
import type { Pointer } from '#core/release-format';
import type { CounterSum } from '../server/tables/counter-table.ts';
import { ALPHA, DELTA, recommend, winShare, type Recommendation } from './decision.ts';

export interface Comparison {
  /** The newer version, whose wins are counted. */
  readonly version: string;
  readonly other: string;
  readonly predicted: Wins;
  readonly ranked: Wins;
  /** Comparisons counted on devices that used `version`, and on those that used `other`. */
  readonly whileUsing: readonly [number, number];
  readonly recommendation: Recommendation;
}

const NONE: Wins = { wins: 0, losses: 0, ties: 0 };
const turned = ({ wins, losses, ties }: Wins): Wins => ({ wins: losses, losses: wins, ties });
const plus = (a: Wins, b: Wins): Wins => ({
  wins: a.wins + b.wins,
  losses: a.losses + b.losses,
  ties: a.ties + b.ties
});
const all = ({ wins, losses, ties }: Wins): number => wins + losses + ties;

/** Adds both directions up: a loss of one version on the devices of the other is its win. */
export function compareVersions(sums: readonly CounterSum[], version: string, other: string): Comparison {
  let [predicted, ranked] = [NONE, NONE];
  const whileUsing: [number, number] = [0, 0];
  for (const { version: used, comparison } of sums) {
    const isOwn = used === version && comparison?.other === other;
    if (!comparison || !(isOwn || (used === other && comparison.other === version))) continue;
    predicted = plus(predicted, isOwn ? comparison.predicted : turned(comparison.predicted));
    ranked = plus(ranked, isOwn ? comparison.ranked : turned(comparison.ranked));
    whileUsing[isOwn ? 0 : 1] += all(comparison.predicted);
  }
  return { version, other, predicted, ranked, whileUsing, recommendation: recommend(predicted, ranked) };
}

/** The candidate against the version in use, or that one against the one before. Throws `bad-input`. */
export function defaultPair(pointer: Pointer | undefined): readonly [string, string] {
  const { version, candidate, history = [] } = pointer ?? {};
  if (version !== undefined && candidate) return [candidate.version, version];
  if (version !== undefined && history[0] !== undefined) return [version, history[0]];
  throw new YamrError('bad-input', 'There is no candidate and no version before: name two versions.');
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function line(name: string, counts: Wins): string {
  const { share, low, high } = winShare(counts);
  const numbers = `${Math.round(counts.wins)} wins, ${Math.round(counts.losses)} losses, ${Math.round(counts.ties)} ties`;
  if (share === undefined) return `${name}  ${numbers}`;
  return `${name}  ${numbers}; wins ${percent(share)} of what is no tie, interval ${percent(low)} to ${percent(high)}`;
}

const SENTENCES: Readonly<Record<Recommendation, (version: string, other: string) => string>> = {
  promote: (version, other) =>
    `Promote ${version}: it is better than ${other} by one measure and not worse by the other.`,
  stop: (version, other) => `Stop ${version}: it is worse than ${other} by at least one measure.`,
  same: (version, other) =>
    `${version} and ${other} are as good as each other by both measures: either will do.`,
  wait: () => 'Wait: too little was counted to tell.'
};

/** The comparison in plain lines. */
export function comparisonLines({ version, other, whileUsing, ...told }: Comparison): string[] {
  const [own, others] = whileUsing;
  if (own + others === 0) return [`Nobody has compared ${version} and ${other} yet.`];
  return [
    `${version} against ${other}`,
    line('predicted', told.predicted),
    line('ranked   ', told.ranked),
    `${Math.round(own)} comparisons while ${version} was in use, ${Math.round(others)} while ${other} was: people rate what they are shown, so "ranked" leans to the version in use.`,
    SENTENCES[told.recommendation](version, other),
    `Looking every day is allowed: a whole roll-out gets a wrong recommendation with at most ${percent(ALPHA)}. Differences within ${percent(DELTA)} of an even share count as none.`
  ];
}
