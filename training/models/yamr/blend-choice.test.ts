import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { fitWeights, type Choice } from './blend-choice.ts';

const ITEMS = 60;
const START = [0.5, 0.5, 0.5];

/** People who like movies by the chance that `truth` makes of three opinions; the first three movies are revealed. */
function people(count: number, truth: readonly number[], seed: number): Choice[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (): Choice => {
    const opinions = truth.map(() => Float32Array.from({ length: ITEMS }, () => random.normal()));
    const revealed = new Set([0, 1, 2]);
    const chance = Float64Array.from({ length: ITEMS }, (_, item) =>
      revealed.has(item)
        ? 0
        : Math.exp(truth.reduce((sum, weight, a) => sum + weight * opinions[a]![item]!, 0))
    );
    const total = chance.reduce((sum, one) => sum + one, 0);
    const draw = (): number => {
      let left = random.uniform() * total;
      const item = chance.findIndex((one) => (left -= one) < 0);
      return item < 0 ? ITEMS - 1 : item;
    };
    return { opinions, revealed, liked: [draw(), draw(), draw()] };
  });
}

it('finds how much each opinion counted for those who chose', () => {
  const truth = [1, 0.4, 0];
  const weights = fitWeights(people(3000, truth, 1), START);
  weights.forEach((weight, a) => expect(weight).toBeCloseTo(truth[a]!, 1));
});

it('believes the start where nobody can be asked, and mostly the start where few can', () => {
  expect(fitWeights([], START)).toEqual(START);
  const [few, many] = [2, 2000].map((count) => fitWeights(people(count, [2, 0, 0], 3), START)[0]!);
  expect(few).toBeLessThan(0.8);
  expect(many).toBeGreaterThan(1.7);
});

it('gives no opinion a weight below zero, whoever chose what', () => {
  const weight = fc.double({ min: -2, max: 2, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(weight, weight, weight), fc.nat({ max: 999 }), (truth, seed) => {
      const weights = fitWeights(people(30, truth, seed), START);
      expect(weights.every((one) => one >= 0 && Number.isFinite(one))).toBe(true);
    }),
    { numRuns: 25 }
  );
});
