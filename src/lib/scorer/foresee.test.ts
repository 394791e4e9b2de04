import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { toyCatalogue, toyModel } from '../../../tests/toy-model.ts';
import { foresee } from './foresee.ts';

const catalogue = createCatalogue(toyCatalogue());
const of = (ratings: { movieId: number; stars: number }[], movieId: number) =>
  foresee(toyModel(), catalogue, { ratings, rated: { movieId, stars: 5 } });

describe('what was expected of a movie before it was rated', () => {
  it('is made of the ratings before alone', async () => {
    // The toy model predicts the mean, and ranks 10, 20, 30 in this order.
    const foresight = await of(
      [
        { movieId: 10, stars: 4 },
        { movieId: 20, stars: 2 }
      ],
      40
    );
    expect(foresight).toMatchObject({ predicted: 3, rank: 2 });
    expect(foresight?.baseline).toBeGreaterThan(0);
  });

  it('leaves out an earlier rating of the same movie', async () => {
    expect(await of([{ movieId: 10, stars: 1 }], 10)).toMatchObject({ predicted: 3, rank: 1 });
  });

  it('is nothing for a movie that the release does not hold', async () => {
    expect(await of([], 12345)).toBeNull();
  });
});
