import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import type { VisitorModel } from '#core/visitor-model';
import { toyCatalogue, toyModel } from '../../../tests/toy-model.ts';
import { reasons } from './reasons.ts';
import { uncertaintyOf } from './uncertainty.ts';

const catalogue = createCatalogue(toyCatalogue());
/** Every rating adds its stars over 3, a tenth of them, whatever the movie; dramas are liked. */
const model: VisitorModel = {
  ...toyModel(),
  explainValues: ({ stars }, items) =>
    Promise.resolve(
      items.map((item) => ({
        value: 1,
        without: Float64Array.from(stars, (value) => 1 - (value - 3) / 10),
        tastes: [{ dimension: 'genres', kind: 'Drama', adds: item === 5 ? 0.5 : 0.1 }]
      }))
    )
};
const ratings = [
  { movieId: 10, stars: 4 },
  { movieId: 20, stars: 5 },
  { movieId: 30, stars: 1 }
];
const of = (movieIds: number[], given = ratings) => reasons(model, catalogue, { ratings: given, movieIds });

describe('reasons', () => {
  it('name the rating without which a movie would stand lowest', async () => {
    const because = { movieId: 20, stars: 5 };
    expect(await of([40, 999, 50])).toEqual([
      { movieId: 40, because },
      { movieId: 50, because }
    ]);
  });

  it('name a taste where that adds more than any rating', async () => {
    expect(await of([60])).toEqual([{ movieId: 60, taste: { dimension: 'genres', kind: 'Drama' } }]);
  });

  it('say nothing where no rating speaks for a movie, and name no dislike', async () => {
    expect(await of([40], ratings.slice(2))).toEqual([]);
    expect(await of([40], [])).toEqual([]);
    expect(await reasons(toyModel(), catalogue, { ratings, movieIds: [40] })).toEqual([]);
    const opposite: VisitorModel = {
      ...model,
      explainValues: (_, items) =>
        Promise.resolve(items.map(() => ({ value: 1, without: Float64Array.of(0), tastes: [] })))
    };
    expect(await reasons(opposite, catalogue, { ratings: ratings.slice(2), movieIds: [40] })).toEqual([]);
  });

  it('do not repeat one more than three times where another is nearly as true', async () => {
    const close = [
      { movieId: 10, stars: 4.5 },
      { movieId: 20, stars: 5 }
    ];
    const named = (await of([40, 50, 40, 50, 40], close)).map(
      (reason) => 'because' in reason && reason.because.movieId
    );
    expect(named).toEqual([20, 20, 20, 10, 10]);
    const far = (await of([40, 50, 40, 50, 40])).map(
      (reason) => 'because' in reason && reason.because.movieId
    );
    expect(new Set(far)).toEqual(new Set([20]));
  });
});

describe('uncertaintyOf', () => {
  const scores = (deviation: number) => ({
    stars: new Float32Array(),
    ranking: new Float32Array(),
    opennessOf: () => deviation
  });
  it('is a share of what it is without any rating, never more', () => {
    expect(uncertaintyOf(model, scores(0.8), 3)).toBeUndefined();
    expect(uncertaintyOf(model, scores(1), 0)).toBe(1);
    expect(uncertaintyOf(model, scores(0.8), 3)).toBeCloseTo(0.8);
    expect(uncertaintyOf(model, scores(1.1), 1)).toBe(1);
  });
  it('is unknown where a model states no deviations', () => {
    const { stars, ranking } = scores(1);
    expect(uncertaintyOf(model, { stars, ranking }, 0)).toBeUndefined();
  });
});
