import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { createRandom } from '#core/random';
import { foldIn, predictAll, type RatingHead } from '#core/rating-head';
import type { Profile, VisitorModel } from '#core/visitor-model';
import { randomHead } from '../../../tests/random-head.ts';
import { MOVIE_COUNT, toyCatalogue, toyModel } from '../../../tests/toy-model.ts';
import { replay, replayRatingHead } from './replay.ts';

const catalogue = createCatalogue(toyCatalogue());

function randomProfile(itemCount: number): Profile {
  const random = createRandom(8);
  return {
    items: Int32Array.from({ length: itemCount }, (_, item) => item),
    stars: Float32Array.from({ length: itemCount }, () => (1 + random.below(10)) / 2)
  };
}

const headModel = (head: RatingHead): VisitorModel & { readonly head: RatingHead } => ({
  ...toyModel(),
  head
});

describe('replay', () => {
  it('gives each rating exactly the prediction of a fold-in of the ratings before it', () => {
    const head = randomHead(40, 6);
    const profile = randomProfile(40);
    const predicted = replayRatingHead(head, profile);
    predicted.forEach((value, place) => {
      const before = { items: profile.items.slice(0, place), stars: profile.stars.slice(0, place) };
      const expected = predictAll(head, foldIn(head, before))[profile.items[place]!]!;
      expect(value).toBeCloseTo(expected, 4);
    });
  });

  it('compares with the crowd plus the shrunk mean of the residuals before', async () => {
    const head = randomHead(MOVIE_COUNT, 3);
    head.mean.fill(3);
    const ratings = [5, 4, 1].map((stars, k) => ({ movieId: (k + 1) * 10, stars }));
    const { steps } = await replay(headModel(head), catalogue, { ratings });
    expect(steps.map(({ crowd }) => crowd)).toEqual([3, 3, 3]);
    expect(steps[0]?.baseline).toBe(3);
    expect(steps[1]?.baseline).toBeCloseTo(3 + 2 / 6, 6);
    expect(steps[2]?.baseline).toBeCloseTo(3 + 3 / 7, 6);
    expect(steps.map(({ movieId, stars }) => [movieId, stars])).toEqual([
      [10, 5],
      [20, 4],
      [30, 1]
    ]);
  });

  it('keeps predictions on the scale', async () => {
    const head = randomHead(MOVIE_COUNT, 3);
    head.mean.fill(9);
    const { steps } = await replay(headModel(head), catalogue, { ratings: [{ movieId: 10, stars: 5 }] });
    expect(steps[0]).toMatchObject({ crowd: 5, baseline: 5, predicted: 5 });
  });

  it('scores prefixes where the model has no rating head', async () => {
    const ratings = [5, 3, 1].map((stars, k) => ({ movieId: (k + 1) * 10, stars }));
    const { steps } = await replay(toyModel(), catalogue, { ratings });
    // The toy predicts the mean of what came before, 3 without anything.
    expect(steps.map(({ predicted }) => predicted)).toEqual([3, 5, 4]);
  });

  it('leaves out movies that the release does not hold, and answers nothing with nothing', async () => {
    const { steps } = await replay(toyModel(), catalogue, { ratings: [{ movieId: 999, stars: 2 }] });
    expect(steps).toEqual([]);
  });

  it('predicts every one of 5,000 ratings from those before it', () => {
    const predicted = replayRatingHead(randomHead(5000, 60), randomProfile(5000));
    expect(predicted).toHaveLength(5000);
    expect(predicted.every(Number.isFinite)).toBe(true);
  });
});
