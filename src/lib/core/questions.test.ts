import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import { asMovieId } from './ids.ts';
import { createQuestionContext, nextQuestions, seenChances } from './questions.ts';
import { covarianceAfter } from './rating-covariance.ts';
import { foldIn, type RatingHead } from './rating-head.ts';
import { answerNoise } from './rating-sums.ts';
import { createRandom } from './random.ts';
import { createMatrix } from './tensor.ts';

const SIZE = 4;

/** `count` movies of falling popularity, of two genres in turn, with random vectors. */
function world(count: number, seed = 1) {
  const random = createRandom(seed);
  const rows = Array.from({ length: count }, (_, row) => row);
  const catalogue = createCatalogue({
    genreNames: ['Comedy', 'Horror'],
    movieId: rows.map((row) => asMovieId(row + 1)),
    title: rows.map(String),
    year: rows.map((row) => 1950 + (row % 60)),
    genres: rows.map((row) => [row % 2]),
    imdbId: rows,
    tmdbId: rows,
    ratingCount: rows.map((row) => 2 * count - row),
    likeCount: rows
  });
  const head: RatingHead = {
    mean: new Float32Array(count).fill(3.5),
    vectors: createMatrix(
      count,
      SIZE,
      Float32Array.from({ length: count * SIZE }, () => 0.5 * random.normal())
    ),
    residual: new Float32Array(count).fill(0.1),
    noise: 0.6,
    noiseScale: 2,
    calibration: { ratingCounts: [0], factors: [1] }
  };
  return { catalogue, head };
}

const profileOf = (items: readonly number[]) => ({
  items: Int32Array.from(items),
  stars: new Float32Array(items.length).fill(4)
});
const NOBODY = profileOf([]);

describe('covarianceAfter', () => {
  it('is the same through the ratings and through the taste', () => {
    const { catalogue, head } = world(12);
    const { shape, before } = createQuestionContext(head, catalogue);
    for (const items of [
      [3, 7],
      [1, 2, 3, 4, 5, 6, 7]
    ]) {
      const profile = profileOf(items);
      const k = covarianceAfter(head, shape, before, profile);
      const { covariance } = foldIn(head, profile);
      const e = head.vectors.values;
      for (const [a, b] of [
        [0, 0],
        [2, 9],
        [11, 3]
      ] as const) {
        let expected = 0;
        for (let j = 0; j < SIZE; j++)
          for (let m = 0; m < SIZE; m++)
            expected += e[a * SIZE + j]! * covariance[j * SIZE + m]! * e[b * SIZE + m]!;
        expect(k[a * shape.columns.length + b]).toBeCloseTo(expected, 6);
      }
    }
  });
});

describe('nextQuestions', () => {
  it('asks first what reduces the expected variance most, times the chance of an answer', () => {
    const { catalogue, head } = world(10);
    const context = createQuestionContext(head, catalogue, 1);
    const chance = seenChances(context, { profile: NOBODY, asked: [] });
    const values = Array.from(chance, (p, i) => {
      const after = covarianceAfter(head, context.shape, context.before, profileOf([i]));
      const gain = chance.reduce(
        (sum, q, j) => sum + q * (context.before[j * 10 + j]! - after[j * 10 + j]!),
        0
      );
      return p * gain;
    });
    const best = values.indexOf(Math.max(...values));
    expect(nextQuestions(context, { count: 1, profile: NOBODY, asked: [] })).toEqual([best]);
  });

  it('never repeats itself, and asks for nothing rated, asked or excluded, whatever they are', () => {
    const { catalogue, head } = world(30);
    const context = createQuestionContext(head, catalogue);
    const items = fc.uniqueArray(fc.nat(29), { maxLength: 12 });
    fc.assert(
      fc.property(items, items, items, fc.nat(30), (rated, asked, excluded, count) => {
        const request = { count, profile: profileOf(rated), asked, excluded: new Set(excluded) };
        const list = nextQuestions(context, request);
        const out = new Set([...rated, ...asked, ...excluded]);
        expect(new Set(list).size).toBe(list.length);
        expect(list.some((item) => out.has(item))).toBe(false);
        expect(list).toHaveLength(Math.min(count, 30 - out.size));
        expect(nextQuestions(context, request)).toEqual(list);
      }),
      { numRuns: 60 }
    );
  });

  it('does not ask about two movies that are the same to the model, one after the other', () => {
    const { catalogue, head } = world(8);
    const vectors = head.vectors.values;
    // Movies 0 and 1 are told apart by nothing; the others are about something else.
    vectors.fill(0);
    for (let item = 0; item < 8; item++) vectors[item * SIZE + (item < 2 ? 0 : 1 + (item % 3))] = 1;
    const context = createQuestionContext({ ...head, noise: 0.01 }, catalogue);
    const list = nextQuestions(context, { count: 2, profile: NOBODY, asked: [] });
    expect(list.filter((item) => item < 2)).toHaveLength(1);
  });

  it('makes the fixed list of a large catalogue in little time', () => {
    const { catalogue, head } = world(9700);
    const startMs = performance.now();
    const context = createQuestionContext(head, catalogue);
    expect(nextQuestions(context, { count: 20, profile: NOBODY, asked: [] })).toHaveLength(20);
    // Some 40 ms where nothing else runs; the limit only finds a wrong order of growth.
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });

  it('adds the noise of an answer to what it is about', () => {
    expect(answerNoise(world(3).head, 0)).toBeCloseTo(2 * 0.6 + 0.1);
  });
});
