import { describe, expect, it } from 'vitest';
import { BARE_RANKING } from '#core/list';
import { createMatrix } from '#core/tensor';
import type { VisitorModel } from '#core/visitor-model';
import { tinyDataset } from '../models/tiny-dataset.ts';
import type { Newcomer } from '../split.ts';
import { DIAL_SETTINGS, sweepDials } from './dials.ts';

const MOVIES = 30;
const dataset = tinyDataset([[1, 1, 5], [1, 2, 5], [2, 1, 4], [2, 2, 4.5], [2, 3, 4], [3, 3, 1]], MOVIES); // prettier-ignore
const newcomer = (userId: number, ratings: readonly (readonly [number, number])[]): Newcomer => ({
  userId,
  items: Int32Array.from(ratings, ([item]) => item),
  stars: Float32Array.from(ratings, ([, stars]) => stars)
});

/** Ranks by itemIndex; the first ten movies are all alike, the others all different. */
const model: VisitorModel = {
  name: 'by-index',
  itemCount: MOVIES,
  knowledge: {
    vectors: createMatrix(
      MOVIES,
      MOVIES,
      Float32Array.from({ length: MOVIES * MOVIES }, (_, k) => {
        const [item, column] = [Math.floor(k / MOVIES), k % MOVIES];
        return column === (item < 10 ? 0 : item) ? 1 : 0;
      })
    ),
    logPopularity: Float32Array.from({ length: MOVIES }, (_, item) => -2 * item),
    similarTo: () => new Float32Array(MOVIES)
  },
  dispose: () => undefined,
  score: (profiles) =>
    Promise.resolve(
      profiles.map(() => ({
        stars: new Float32Array(MOVIES).fill(3),
        ranking: Float32Array.from({ length: MOVIES }, (_, item) => -item)
      }))
    )
};

describe('sweepDials', () => {
  const people = [newcomer(1, [[25, 3], [0, 5]]), newcomer(2, [[1, 3], [9, 2]])]; // prettier-ignore

  it('measures the same lists at every setting', async () => {
    const settings = [BARE_RANKING, { diversity: 1, obscurity: 0 }, { diversity: 0, obscurity: 1 }];
    const table = await sweepDials(model, people, dataset.catalogue, settings, [1]);
    const [bare, diverse, obscure] = table[1]!;
    // Only the first newcomer has a hidden like, and it stands first: [0 .. 9], all alike.
    expect(bare).toMatchObject({ ndcg10: 1, diversity10: 0, coverage10: 10 / MOVIES });
    expect(diverse).toMatchObject({ ndcg10: 1, diversity10: 1 });
    // At obscurity 1 the ranking is -item + 2 item: the last movies first.
    expect(obscure).toMatchObject({ ndcg10: 0, meanPopularity10: 0 });
    expect(bare!.meanPopularity10).toBeCloseTo(0.6, 12);
  });

  it('begins with the bare ranking and holds each setting once', () => {
    expect(DIAL_SETTINGS[0]).toEqual(BARE_RANKING);
    const keys = DIAL_SETTINGS.map(({ diversity, obscurity }) => `${diversity} ${obscurity}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has nothing to sweep where the model knows nothing of movies', async () => {
    const { knowledge: _, ...blind } = model;
    expect(await sweepDials(blind, people, dataset.catalogue)).toEqual({});
  });
});
