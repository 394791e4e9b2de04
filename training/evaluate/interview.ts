/** Owns the people of the simulated questions: what they can answer, and what they are judged on. */
import { createRandom } from '#core/random';
import type { Profile } from '#core/visitor-model';
import type { Newcomer } from '../split.ts';

export const QUESTION_COUNT = 20;
const EVALUATION_SHARE = 0.3;

/** A newcomer whose ratings are divided. */
export interface Interviewee {
  readonly userId: number;
  /** What they can answer, stars by itemIndex, in the random order in which they come to mind. */
  readonly answers: ReadonlyMap<number, number>;
  readonly evaluation: ReadonlyMap<number, number>;
}

/** Divides the ratings, the same way for every strategy. */
export function interviewees(newcomers: readonly Newcomer[], seed: number): Interviewee[] {
  return newcomers.map(({ userId, items, stars }) => {
    const order = createRandom(seed)
      .fork(`questions ${userId}`)
      .shuffle(Array.from(items, (item, k): [number, number] => [item, stars[k]!]));
    const held = Math.round(order.length * EVALUATION_SHARE);
    return {
      userId,
      evaluation: new Map(order.slice(0, held)),
      answers: new Map(order.slice(held))
    };
  });
}

/** The answers to the movies that a newcomer was asked about. */
export function answersTo({ answers }: Interviewee, asked: readonly number[]): Profile {
  const seen = asked.filter((item) => answers.has(item));
  return { items: Int32Array.from(seen), stars: Float32Array.from(seen, (item) => answers.get(item)!) };
}
