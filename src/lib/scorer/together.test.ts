import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { MOVIE_COUNT, toyCatalogue, toyModel } from '../../../tests/toy-model.ts';
import { recommendTogether } from './together.ts';

const catalogue = createCatalogue(toyCatalogue());

describe('recommendTogether', () => {
  it('lists what nobody has rated, with the stars of each person in their order', async () => {
    const people = [[{ movieId: 10, stars: 5 }], [{ movieId: 20, stars: 1 }]];
    const { list, ratingCounts } = await recommendTogether(toyModel(), catalogue, {
      people,
      strategy: 'average',
      limit: 10
    });
    expect(ratingCounts).toEqual([1, 1]);
    expect(list.map(({ movieId }) => movieId)).toEqual([30, 40, 50, 60]);
    expect(list[0]?.predictedStars).toEqual([5, 1]);
  });

  it('gives a general list to people without usable ratings, and nothing to nobody', async () => {
    const general = await recommendTogether(toyModel(), catalogue, {
      people: [[], [{ movieId: 999, stars: 3 }]],
      strategy: 'nobody-unhappy',
      limit: 100
    });
    expect(general.list).toHaveLength(MOVIE_COUNT);
    expect(general.ratingCounts).toEqual([0, 0]);
    const nobody = await recommendTogether(toyModel(), catalogue, {
      people: [],
      strategy: 'average',
      limit: 5
    });
    expect(nobody.list).toEqual([]);
  });
});
