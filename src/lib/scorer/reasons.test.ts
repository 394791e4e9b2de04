import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import type { VisitorModel } from '#core/visitor-model';
import { toyCatalogue, toyModel } from '../../../tests/toy-model.ts';
import { reasons } from './reasons.ts';
import { uncertaintyOf } from './uncertainty.ts';

const catalogue = createCatalogue(toyCatalogue());
const zeros = { stars: 3, crowd: 3, offset: 0, starsWithoutEach: () => new Float64Array(), deviation: 1 };
/** Every rating adds its stars over 3, a tenth of them, whatever the movie. */
const model: VisitorModel = {
  ...toyModel(),
  explainRatings: ({ stars }, items) =>
    items.map(() => ({ ...zeros, shares: Float64Array.from(stars, (value) => (value - 3) / 10) }))
};
const ratings = [
  { movieId: 10, stars: 4 },
  { movieId: 20, stars: 5 },
  { movieId: 30, stars: 1 }
];

describe('reasons', () => {
  it('names the rating that adds most', () => {
    const because = { movieId: 20, stars: 5, share: 0.2 };
    expect(reasons(model, catalogue, { ratings, movieIds: [40, 999, 50] })).toEqual([
      { movieId: 40, because },
      { movieId: 50, because }
    ]);
  });
  it('says nothing where no rating speaks for a movie', () => {
    expect(reasons(model, catalogue, { ratings: ratings.slice(2), movieIds: [40] })).toEqual([]);
    expect(reasons(model, catalogue, { ratings: [], movieIds: [40] })).toEqual([]);
    expect(reasons(toyModel(), catalogue, { ratings, movieIds: [40] })).toEqual([]);
  });
});

describe('uncertaintyOf', () => {
  const scores = (deviation: number) => ({
    stars: new Float32Array(),
    ranking: new Float32Array(),
    deviationOf: () => deviation
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
