import { expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import type { VisitorModel } from '#core/visitor-model';
import { MOVIE_COUNT, toyCatalogue, toyModel } from '../../tests/toy-model.ts';
import { silentProgress } from '../progress.ts';
import { scorePairs, scoreTop } from './score.ts';

const catalogue = createCatalogue(toyCatalogue());
const hooks = { progress: silentProgress };
/** User 1 rates 4 on average, user 2 gives 2 stars. The toy model predicts the mean of the ratings, else 3. */
const visitors = new Map([
  [1, [{ movieId: 10, stars: 3 }, { movieId: 20, stars: 5 }]], // prettier-ignore
  [2, [{ movieId: 30, stars: 2 }]]
]);

it('predicts pairs in their order; somebody without ratings is a newcomer, doubles are predicted twice', async () => {
  const pairs = [[2, 10], [1, 30], [9, 10], [2, 10]].map(([userId = 0, movieId = 0]) => ({ userId, movieId })); // prettier-ignore
  expect(await scorePairs(toyModel(), catalogue, visitors, pairs, hooks)).toEqual({
    header: 'userId,movieId,prediction',
    rows: ['2,10,2.0000', '1,30,4.0000', '9,10,3.0000', '2,10,2.0000']
  });
});

it('gives a movie that the release does not hold the mean of what the visitor would give the others', async () => {
  const rising: VisitorModel = {
    ...toyModel(),
    score: (profiles) =>
      Promise.resolve(
        profiles.map(() => ({
          stars: Float32Array.from({ length: MOVIE_COUNT }, (_, row) => row / 2),
          ranking: new Float32Array(MOVIE_COUNT)
        }))
      )
  };
  const pairs = [{ userId: 1, movieId: 60 }, { userId: 1, movieId: 999 }]; // prettier-ignore
  const { rows } = await scorePairs(rising, catalogue, visitors, pairs, hooks);
  expect(rows).toEqual(['1,60,2.5000', '1,999,1.2500']);
});

it('scores each visitor once, however many pairs there are', async () => {
  let scored = 0;
  const model = toyModel();
  const counting: VisitorModel = {
    ...model,
    score: (profiles) => ((scored += profiles.length), model.score(profiles))
  };
  const pairs = [10, 20, 30, 40].flatMap((movieId) => [1, 2].map((userId) => ({ userId, movieId })));
  expect((await scorePairs(counting, catalogue, visitors, pairs, hooks)).rows).toHaveLength(8);
  expect(scored).toBe(2);
});

it("lists the top of each visitor's unrated movies, users as in the file", async () => {
  expect(await scoreTop(toyModel(), catalogue, visitors, 2, hooks)).toEqual({
    header: 'userId,rank,movieId,prediction',
    rows: ['1,1,30,4.0000', '1,2,40,4.0000', '2,1,10,2.0000', '2,2,20,2.0000']
  });
  expect((await scoreTop(toyModel(), catalogue, visitors, 99, hooks)).rows).toHaveLength(4 + 5);
});

it('ends where it is cancelled', async () => {
  const signal = AbortSignal.abort();
  await expect(scoreTop(toyModel(), catalogue, visitors, 2, { ...hooks, signal })).rejects.toMatchObject({
    code: 'aborted'
  });
  const pairs = [{ userId: 1, movieId: 10 }];
  await expect(
    scorePairs(toyModel(), catalogue, visitors, pairs, { ...hooks, signal })
  ).rejects.toMatchObject({ code: 'aborted' });
});
