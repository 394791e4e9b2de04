/**
 * Owns how several people get one list: which movies suit all of them, and in which order.
 * Masthoff 2011, "Group Recommender Systems": the average strategy and least misery.
 */
import { topItems } from './ranking.ts';
import type { Scores } from './visitor-model.ts';

/** `average`: best for the group as a whole. `nobody-unhappy`: the least happy person decides. */
export type GroupStrategy = 'average' | 'nobody-unhappy';
export const GROUP_STRATEGIES: readonly GroupStrategy[] = ['average', 'nobody-unhappy'];

/** What one person's scores say, as far as a group needs them. */
export type MemberScores = Pick<Scores, 'stars' | 'ranking'>;

export interface GroupChoice {
  readonly itemIndex: number;
  /** Predicted stars by member, in the order of the members. */
  readonly stars: readonly number[];
}

/** Movies among which the predicted stars decide: all of them suit the group by their ranking. */
const SHORTLIST = 200;

/**
 * log of the sum of exp, over what is a number: turns a ranking into log-probabilities, so that people whose
 * rankings have other scales weigh the same. -Infinity where there is none.
 */
function logSumExp(values: Float32Array): number {
  let highest = -Infinity;
  for (const value of values) if (value > highest) highest = value;
  if (highest === -Infinity) return highest;
  let sum = 0;
  for (const value of values) if (!Number.isNaN(value)) sum += Math.exp(value - highest);
  return highest + Math.log(sum);
}

/** Mean of the members' log-softmax rankings: [itemCount] float32; NaN where a member's is NaN. */
export function groupRanking(members: readonly MemberScores[]): Float32Array {
  const [first] = members;
  if (!first) return new Float32Array();
  const mean = new Float32Array(first.ranking.length);
  for (const { ranking } of members) {
    const total = logSumExp(ranking);
    for (let item = 0; item < mean.length; item++) mean[item]! += (ranking[item]! - total) / members.length;
  }
  return mean;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const leastOf = (values: readonly number[]): number => Math.min(...values);

/**
 * The `count` best movies for the group, without those that `exclude` names: of the 200 (or `count`, if more) that suit its
 * members most by the mean of their log-probabilities, `average` puts first the one with most stars on average and
 * `nobody-unhappy` the one whose least happy member would give it most; ties keep the group's order. So the order is that of the
 * stars that are shown. What is below a member's level is demoted in that member's own order (core/order.ts) and enters only where
 * there is nothing else. Empty for no members.
 */
export function rankForGroup(
  members: readonly MemberScores[],
  strategy: GroupStrategy,
  count: number,
  exclude: (itemIndex: number) => boolean = () => false
): readonly GroupChoice[] {
  const choices = Array.from(
    topItems(groupRanking(members), Math.max(count, SHORTLIST), exclude),
    (itemIndex) => ({
      itemIndex,
      stars: members.map(({ stars }) => stars[itemIndex]!)
    })
  );
  const happiness = strategy === 'average' ? meanOf : leastOf;
  return choices.sort((a, b) => happiness(b.stars) - happiness(a.stars)).slice(0, Math.max(0, count));
}
