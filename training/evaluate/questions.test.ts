import { describe, expect, it } from 'vitest';
import type { VisitorModel } from '#core/visitor-model';
import type { RatingHead } from '#core/rating-head';
import { createMatrix } from '#core/tensor';
import { tinyDataset } from '../models/tiny-dataset.ts';
import type { Newcomer } from '../split.ts';
import { answersTo, interviewees } from './interview.ts';
import { entropyTimesPopularity } from './question-strategies.ts';
import { averageQuestions, printQuestions, simulateQuestions } from './questions.ts';

const MOVIES = 40;
const train = tinyDataset(
  Array.from({ length: 120 }, (_, k): [number, number, number] => [
    1 + (k % 6),
    1 + Math.floor(k / 6),
    1 + (k % 5)
  ]),
  MOVIES
);
const newcomer = (userId: number, items: readonly number[]): Newcomer => ({
  userId,
  items: Int32Array.from(items),
  stars: Float32Array.from(items, (item) => (item % 2 ? 5 : 2))
});
const newcomers = [
  newcomer(
    1,
    Array.from({ length: 20 }, (_, k) => k)
  ),
  newcomer(
    2,
    Array.from({ length: 20 }, (_, k) => 2 * k)
  )
];
const head: RatingHead = {
  mean: new Float32Array(MOVIES).fill(3.5),
  vectors: createMatrix(
    MOVIES,
    2,
    Float32Array.from({ length: MOVIES * 2 }, (_, k) => Math.sin(k))
  ),
  residual: new Float32Array(MOVIES),
  noise: 0.5,
  noiseScale: 2,
  calibration: { ratingCounts: [0], factors: [1] }
};
/** Knows everybody's mean rating, and ranks what they rated first: it must never matter. */
const model: VisitorModel & { readonly head: RatingHead } = {
  name: 'mean',
  itemCount: MOVIES,
  head,
  score: (profiles) =>
    Promise.resolve(
      profiles.map(({ items, stars }) => {
        const mean = stars.reduce((sum, value) => sum + value, 3.5) / (stars.length + 1);
        const ranking = Float32Array.from({ length: MOVIES }, (_, item) => -item);
        for (const item of items) ranking[item] = 1;
        return { stars: new Float32Array(MOVIES).fill(mean), ranking };
      })
    ),
  dispose: () => undefined
};

describe('interviewees', () => {
  it('keeps a fixed 30% of the ratings apart, the same for the same seed', () => {
    const [first] = interviewees(newcomers, 3);
    expect([first!.evaluation.size, first!.answers.size]).toEqual([6, 14]);
    expect([...first!.evaluation.keys()].some((item) => first!.answers.has(item))).toBe(false);
    expect(interviewees(newcomers, 3)[0]).toEqual(first);
    expect(interviewees(newcomers, 4)[0]!.evaluation).not.toEqual(first!.evaluation);
  });
  it('answer only what they can', () => {
    const [, second] = interviewees(newcomers, 3);
    const can = [...second!.answers.keys()][0]!;
    const held = [...second!.evaluation.keys()][0]!;
    expect([...answersTo(second!, [can, held, 39]).items]).toEqual([can]);
  });
});

describe('simulateQuestions', () => {
  it('judges every strategy, and asks no more than twenty questions', async () => {
    const table = await simulateQuestions(model, train.catalogue, newcomers, train, 1);
    expect(Object.keys(table)).toHaveLength(10);
    expect(table['nothing']!.answered).toBe(0);
    expect(table['five movies of their own choice']!.answered).toBe(5);
    for (const { answered, rmse, ndcg10 } of Object.values(table)) {
      expect(answered).toBeLessThanOrEqual(14);
      expect(rmse).toBeGreaterThan(0);
      expect(ndcg10 >= 0 && ndcg10 <= 1).toBe(true);
    }
    expect(await simulateQuestions(model, train.catalogue, newcomers, train, 1)).toEqual(table);
  });
  it('leaves out what needs a rating head where the model has none', async () => {
    const { head: _, ...plain } = model;
    const table = await simulateQuestions(plain, train.catalogue, newcomers, train, 1);
    expect(Object.keys(table)).toHaveLength(6);
  });
});

describe('the table', () => {
  const table = (rmse: number) => ({ nothing: { answered: 0, rmse, ndcg10: 0.5 } });
  it('is averaged over seeds and printed', () => {
    const mean = averageQuestions([table(1), table(2)]);
    expect(mean).toEqual(table(1.5));
    expect(printQuestions(mean)[1]).toMatch(/^nothing +0\.0 +1\.5000 +0\.5000$/);
  });
});

describe('entropyTimesPopularity', () => {
  it('is highest for a movie that divides its many raters, 0 for one that does not', () => {
    const dataset = tinyDataset(
      [
        [1, 1, 5],
        [2, 1, 5],
        [3, 1, 5],
        [1, 2, 1],
        [2, 2, 5],
        [1, 3, 3]
      ],
      3
    );
    expect([...entropyTimesPopularity(dataset)].map((x) => Number(x.toFixed(4)))).toEqual([0, 1.3863, 0]);
  });
});
