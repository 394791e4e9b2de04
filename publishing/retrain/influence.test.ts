/** What one visitor, or one robot, can do to a model. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STAR_VALUES } from '#core/rating';
import { createVisitorModel } from '#scorer/create-model';
import { buildDataset } from '#training/dataset';
import { evaluateNewcomers, newcomerOutcomes } from '#training/evaluate/newcomers';
import { fitYamr } from '#training/models/yamr/fit';
import { TINY_OPTIONS } from '#training/models/yamr/tiny-options';
import type { MovieLensTables } from '#training/movielens/tables';
import { quantise } from '#training/release/quantise';
import { splitNewcomers } from '#training/split';
import { generateMovieLens } from '#training/synthetic/generate';
import { useWasm } from '#training/tfjs-node';
import { NDCG_TOLERANCE, RMSE_TOLERANCE } from './gate.ts';
import { boundInfluence, ratingsMax } from './influence.ts';
import { joinVisitors } from './join.ts';
import { countRatings, type Visitor } from './visitors.ts';

const movieLens = generateMovieLens({ users: 120, movies: 300, ratings: 6000, seed: 3 });
const movieIds = movieLens.movies.map(({ movieId }) => movieId);
const visitor = (count: number, stars = 4): Visitor =>
  movieIds.slice(0, count).map((movieId) => [movieId, stars, 0]);

describe('the bound of one visitor', () => {
  it('is half a percent of MovieLens, 500 ratings at most, and what MovieLens asks of everybody at least', () => {
    expect([1_000, 50_000, 100_836, 32_000_000].map(ratingsMax)).toEqual([20, 250, 500, 500]);
  });

  it('cuts who has more to a part of theirs that is the same each time, and nobody else', () => {
    const once = boundInfluence([visitor(300), visitor(30)], movieLens, 1);
    expect(once).toMatchObject({ cut: 1, ratingsMax: 30, tooFew: 0 });
    expect(once.visitors.map(({ length }) => length)).toEqual([30, 30]);
    const again = boundInfluence([visitor(30), [...visitor(300)].reverse()], movieLens, 1);
    expect(again.visitors).toEqual(once.visitors);
    const kept = new Set(once.visitors.flat().map(([movieId]) => movieId));
    // Any of the 300, not the first 30.
    expect(kept.size).toBeGreaterThan(45);
  });

  it('leaves out movies that nobody knows, stars that are none, and who has hardly any left', () => {
    const odd: Visitor = [...visitor(4), [999_999_999, 4, 0], [movieIds[10] ?? 0, 7, 0], [movieIds[11] ?? 0, 3.3, 0]]; // prettier-ignore
    expect(boundInfluence([odd, visitor(5)], movieLens, 1)).toEqual({
      visitors: [visitor(5).toSorted(([a], [b]) => a - b)],
      unknown: 1,
      invalid: 2,
      tooFew: 1,
      cut: 0,
      ratingsMax: 30
    });
  });

  it('counts a movie once, however often it is sent', () => {
    const twice = [...visitor(6), ...visitor(6, 0.5)];
    expect(boundInfluence([twice], movieLens, 1).visitors[0]).toHaveLength(6);
  });
});

describe('joining', () => {
  it('leaves MovieLens’ rows as they are, and gives visitors the ids behind them', () => {
    const joined = joinVisitors(movieLens, [visitor(5), visitor(6, 2)]);
    const before = movieLens.ratings.stars.length;
    expect(joined.ratings.userId.subarray(0, before)).toEqual(movieLens.ratings.userId);
    expect([...joined.ratings.userId.subarray(before)]).toEqual([...Array<number>(5).fill(121), ...Array<number>(6).fill(122)]); // prettier-ignore
    expect([...joined.ratings.stars.subarray(before + 5)]).toEqual(Array(6).fill(2));
    expect(joined.visitors).toEqual({
      firstUserId: 121,
      people: 2,
      ratings: 11,
      movieLensSha256: movieLens.sha256
    });
    expect(joinVisitors(movieLens, [])).toBe(movieLens);
  });

  it('makes the same data, by its hash, whatever order the export came in', () => {
    const visitors = fc.array(
      fc.uniqueArray(
        fc.tuple(fc.constantFrom(...movieIds), fc.constantFrom(...STAR_VALUES), fc.constant(0)),
        {
          selector: ([movieId]) => movieId,
          minLength: 5,
          maxLength: 40
        }
      ),
      { minLength: 1, maxLength: 6 }
    );
    const hashOf = (list: readonly Visitor[]): string =>
      joinVisitors(movieLens, boundInfluence(list, movieLens, 1).visitors).sha256;
    fc.assert(
      fc.property(visitors, (list) => {
        expect(hashOf(list.map((one) => [...one].reverse()).reverse())).toBe(hashOf(list));
      }),
      { numRuns: 30 }
    );
  });
});

describe('a robot that gives every movie half a star', () => {
  const split = splitNewcomers(buildDataset(movieLens), 1);
  /** 100,000 of them: every movie again and again. */
  const robot: Visitor = Array.from({ length: 100_000 }, (_, k) => [movieIds[k % 300] ?? 0, 0.5, 0]);

  // The more of the crowd's view is the bias model's, the more one robot moves it: half, where the recipe has less.
  const settings = { ...TINY_OPTIONS, samplerMeanShare: 0.5 };

  /** How the same held-out people are served after five ratings. */
  async function measure(tables: MovieLensTables) {
    const { train, newcomers } = splitNewcomers(buildDataset(tables), 1);
    expect(newcomers.map(({ userId }) => userId)).toEqual(split.newcomers.map(({ userId }) => userId));
    const { bundle } = await fitYamr(train, 1, {}, settings);
    await useWasm();
    const model = await createVisitorModel(quantise(bundle));
    const outcomes = await newcomerOutcomes(model, newcomers, 5);
    const table = await evaluateNewcomers(model, newcomers, train.catalogue.file.ratingCount, [5]);
    model.dispose();
    return {
      predicted: outcomes.flatMap(({ predicted }) => predicted),
      rmse: table[5]?.rmse ?? NaN,
      ndcg10: table[5]?.ndcg10 ?? NaN
    };
  }
  const moved = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, stars, k) => sum + (b[k] ?? NaN) - stars, 0) / a.length;

  it('does not move the model, where it would if nobody bounded it', async () => {
    const without = await measure(movieLens);
    const { visitors } = boundInfluence([robot], movieLens, 1);
    expect(countRatings(visitors)).toBe(30);
    const bounded = await measure(joinVisitors(movieLens, visitors));
    const unbounded = await measure(joinVisitors(movieLens, [visitor(300, 0.5)]));
    // Measured: .004 stars down with the bound, .022 without it.
    expect(Math.abs(moved(without.predicted, bounded.predicted))).toBeLessThan(0.009);
    expect(Math.abs(moved(without.predicted, unbounded.predicted))).toBeGreaterThan(0.02);
    // And what the gate would still let pass.
    expect(Math.abs(bounded.rmse - without.rmse)).toBeLessThan(RMSE_TOLERANCE);
    expect(Math.abs(bounded.ndcg10 - without.ndcg10)).toBeLessThan(NDCG_TOLERANCE);
  });
});
