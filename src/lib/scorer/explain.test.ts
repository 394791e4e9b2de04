import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { BARE_RANKING } from '#core/list';
import { createRandom } from '#core/random';
import { STAR_VALUES } from '#core/rating';
import { randomBundle } from '../../../tests/random-bundle.ts';
import { toyCatalogue, toyModel } from '../../../tests/toy-model.ts';
import { explain, type RatingInfluence } from './explain.ts';
import { recommend, type RatedMovie } from './recommend.ts';
import { similarMovies } from './similar-movies.ts';
import { createYamrModel } from './yamr-model.ts';

const { bundle } = await randomBundle();
const { catalogue } = bundle;
const model = await createYamrModel(bundle);
const random = createRandom(5);
const ids = random.shuffle([...catalogue.file.movieId]);
const rate = (movieIds: readonly number[]): RatedMovie[] =>
  movieIds.map((movieId) => ({ movieId, stars: STAR_VALUES[random.below(10)]! }));
const ratings = rate(ids.slice(0, 70));
const movieIds: readonly number[] = ids.slice(100, 104);
const explanations = await explain(model, catalogue, { ratings, movieIds });

/** All unrated movies by the bare ranking, best first. */
async function order(of: readonly RatedMovie[], excluded: readonly number[] = []): Promise<number[]> {
  const request = { ratings: of, excludedMovieIds: excluded, limit: 300, dials: BARE_RANKING };
  return (await recommend(model, catalogue, request)).list.map(({ movieId }) => movieId);
}

describe('the predicted rating', () => {
  it('is the crowd, the offset and the shares of the ratings, to the last thousandth', async () => {
    const { list } = await recommend(model, catalogue, { ratings, limit: 300 });
    for (const { movieId, predictedStars, prediction, ratings: influences } of explanations) {
      const { crowd, offset, expectedStars } = prediction!;
      const sum = influences.reduce((total, { share }) => total + share!, crowd + offset);
      expect(Math.abs(sum - expectedStars)).toBeLessThan(1e-9);
      const listed = list.find((line) => line.movieId === movieId);
      expect(Math.abs(predictedStars - listed!.predictedStars)).toBeLessThan(1e-3);
      expect(prediction!.deviation).toBeCloseTo(listed!.deviation!, 6);
    }
  });

  it('has an interval of 1.2816 deviations to both sides, cut at the ends of the scale', () => {
    for (const { predictedStars, prediction } of explanations) {
      const reach = 1.2815515 * prediction!.deviation;
      expect(prediction!.interval80[0]).toBeCloseTo(Math.max(0.5, predictedStars - reach), 5);
      expect(prediction!.interval80[1]).toBeCloseTo(Math.min(5, predictedStars + reach), 5);
    }
  });
});

describe('the influence of a rating', () => {
  it('is what scoring without it gives, for the rank and for the stars, over more than one batch', async () => {
    const all = await order(ratings);
    for (const { movieId, rank } of explanations) expect(rank).toBe(all.indexOf(movieId) + 1);
    for (const left of [0, 1, 35, 69]) {
      const others = ratings.filter((_, i) => i !== left);
      const without = await order(others, [ratings[left]!.movieId]);
      const again = await explain(model, catalogue, { ratings: others, movieIds });
      explanations.forEach(({ movieId, ratings: influences }, k) => {
        expect(influences[left]).toMatchObject(ratings[left]!);
        expect(influences[left]!.rankWithout).toBe(without.indexOf(movieId) + 1);
        expect(influences[left]!.starsWithout).toBeCloseTo(again[k]!.prediction!.expectedStars, 6);
      });
    }
  });

  it('is told of the strongest alone where they are asked for, and is the same', async () => {
    const few = await explain(model, catalogue, { ratings, movieIds, perSide: 3 });
    few.forEach(({ ratings: told, rank }, k) => {
      const { ratings: all, rank: rankOfAll } = explanations[k]!;
      expect(rank).toBe(rankOfAll);
      const sorted = all.toSorted((a, b) => b.share! - a.share!);
      const strongest = [...sorted.slice(0, 3), ...sorted.slice(-3)];
      const ranks = (of: readonly RatingInfluence[]) =>
        of.map(({ movieId, rankWithout }) => [movieId, rankWithout]);
      expect(ranks(told)).toEqual(ranks(all.filter((one) => strongest.includes(one))));
    });
  });

  it('counts ranks without what the visitor has hidden', async () => {
    const hidden = (await order(ratings)).slice(0, 40).filter((movieId) => !movieIds.includes(movieId));
    const visible = await order(ratings, hidden);
    const [first] = await explain(model, catalogue, {
      ratings,
      movieIds,
      excludedMovieIds: [...hidden, 999999]
    });
    expect(first?.rank).toBe(visible.indexOf(first!.movieId) + 1);
  });
});

describe('an explanation', () => {
  it('is given for a movie that is rated, and for a visitor without ratings', async () => {
    const [rated] = await explain(model, catalogue, { ratings, movieIds: [ratings[0]!.movieId] });
    expect(rated?.rank).toBeGreaterThan(0);
    const [fresh] = await explain(model, catalogue, { ratings: [], movieIds: [ids[0]!] });
    expect(fresh?.ratings).toEqual([]);
    expect(fresh?.prediction).toMatchObject({ offset: 0, expectedStars: fresh?.prediction?.crowd });
  });

  it('leaves out movies that the release does not hold', async () => {
    const request = { ratings: [{ movieId: 999999, stars: 5 }], movieIds: [999998, ids[0]!] };
    const found = await explain(model, catalogue, request);
    expect(found.map(({ movieId, ratings: influences }) => [movieId, influences.length])).toEqual([
      [ids[0], 0]
    ]);
    expect(await explain(model, catalogue, { ratings, movieIds: [] })).toEqual([]);
  });

  it('has ranks alone where the model cannot take its predictions apart', async () => {
    const toys = createCatalogue(toyCatalogue());
    const request = { ratings: [{ movieId: 10, stars: 2 }], movieIds: [30] };
    expect(await explain(toyModel(), toys, request)).toEqual([
      { movieId: 30, predictedStars: 2, rank: 2, ratings: [{ movieId: 10, stars: 2, rankWithout: 2 }] }
    ]);
  });

  it('is plain data, which crosses to the page', () => {
    expect(structuredClone(explanations)).toEqual(explanations);
  });
});

describe('similarMovies', () => {
  it('lists other movies, best first, without what is excluded', () => {
    const all = similarMovies(model, catalogue, { movieId: ids[0]!, limit: 20 });
    expect(all).toHaveLength(20);
    const likeness = all.map(({ similarity }) => similarity);
    expect(likeness).toEqual(likeness.toSorted((a, b) => b - a));
    expect(all.map(({ movieId }) => movieId)).not.toContain(ids[0]);
    const [first, second] = all;
    const request = { movieId: ids[0]!, limit: 1, excludedMovieIds: [first!.movieId, 999999] };
    expect(similarMovies(model, catalogue, request)).toEqual([second]);
  });

  it('finds neighbours for the rarest movie, and none for a movie that the release does not hold', () => {
    const rarest = catalogue.file.movieId.at(-1)!;
    expect(similarMovies(model, catalogue, { movieId: rarest, limit: 5 })).toHaveLength(5);
    expect(similarMovies(model, catalogue, { movieId: 999999, limit: 5 })).toEqual([]);
  });

  it('goes by content where the model knows nothing of movies', () => {
    const toys = createCatalogue(toyCatalogue());
    expect(similarMovies(toyModel(), toys, { movieId: 30, limit: 10 })).toHaveLength(5);
  });
});
