import { describe, expect, it } from 'vitest';
import { createCatalogue, type Catalogue } from './catalogue.ts';
import {
  genreFeatures,
  joinColumns,
  normaliseRows,
  popularityFeature,
  YEAR_FEATURE_COUNT,
  yearFeatures
} from './features.ts';
import { asMovieId } from './ids.ts';
import { createMatrix } from './tensor.ts';

function catalogueOf(
  movies: readonly { genres?: number[]; year?: number | null; ratings?: number }[]
): Catalogue {
  return createCatalogue({
    genreNames: ['Action', 'Comedy', 'Drama'],
    movieId: movies.map((_, row) => asMovieId(row + 1)),
    title: movies.map(() => 'A movie'),
    year: movies.map(({ year = 2000 }) => year),
    genres: movies.map(({ genres = [] }) => genres),
    imdbId: movies.map(() => 0),
    tmdbId: movies.map(() => 0),
    ratingCount: movies.map(({ ratings = 0 }) => ratings),
    likeCount: movies.map(() => 0)
  });
}
const expectClose = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, k) => expect(actual[k]).toBeCloseTo(value, 6));
};

describe('genre features', () => {
  it('are flags of unit length, with a last column for movies without a genre', () => {
    const { rows, columns, values } = genreFeatures(catalogueOf([{ genres: [0, 2] }, { genres: [1] }, {}]));
    expect([rows, columns]).toEqual([3, 4]);
    expectClose(values, [Math.SQRT1_2, 0, Math.SQRT1_2, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  });
});

describe('year features', () => {
  it('are Gaussian bumps of unit length: 1983 is on the fifth centre and 6/8 and 6/5 widths off its neighbours', () => {
    const { values } = yearFeatures(catalogueOf([{ year: 1983 }]));
    expect(values).toHaveLength(YEAR_FEATURE_COUNT);
    // Centres 1975 (width 8), 1983 (width 6), 1989 (width 5).
    expect(values[3]! / values[4]!).toBeCloseTo(Math.exp(-0.5 * (8 / 8) ** 2), 5);
    expect(values[5]! / values[4]!).toBeCloseTo(Math.exp(-0.5 * (6 / 5) ** 2), 5);
    expect(values.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 6);
  });

  it('give a movie without a year those of the median year', () => {
    const { values } = yearFeatures(
      catalogueOf([{ year: 1950 }, { year: null }, { year: 1999 }, { year: 2018 }])
    );
    const row = (k: number): number[] => [
      ...values.subarray(k * YEAR_FEATURE_COUNT, (k + 1) * YEAR_FEATURE_COUNT)
    ];
    expect(row(1)).toEqual(row(2));
  });

  it('exist for a catalogue without any year, and far outside the centres', () => {
    const { values } = yearFeatures(catalogueOf([{ year: null }]));
    expect(values.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 6);
    const early = yearFeatures(catalogueOf([{ year: 1874 }, { year: 2100 }]));
    expect(early.values.every(Number.isFinite)).toBe(true);
  });
});

describe('the popularity feature', () => {
  it('is log(1 + ratings), standardised: counts 0, 1 and 3 give log 1, 2 and 4, evenly spaced', () => {
    const { values } = popularityFeature(catalogueOf([{ ratings: 3 }, { ratings: 1 }, { ratings: 0 }]));
    expectClose(values, [Math.sqrt(1.5), 0, -Math.sqrt(1.5)]);
  });

  it('is 0 where all movies are rated equally often', () => {
    expectClose(popularityFeature(catalogueOf([{ ratings: 5 }, { ratings: 5 }])).values, [0, 0]);
  });
});

describe('joinColumns', () => {
  it('puts matrices side by side, each times its scale', () => {
    const a = createMatrix(2, 1, Float32Array.of(1, 2));
    const b = createMatrix(2, 2, Float32Array.of(3, 4, 5, 6));
    const joined = joinColumns([
      { matrix: a, scale: 10 },
      { matrix: b, scale: -1 }
    ]);
    expect(joined).toEqual(createMatrix(2, 3, Float32Array.of(10, -3, -4, 20, -5, -6)));
  });
});

describe('normaliseRows', () => {
  it('leaves rows of zeros', () => {
    const matrix = createMatrix(2, 2, Float32Array.of(3, 4, 0, 0));
    expectClose(normaliseRows(matrix).values, [0.6, 0.8, 0, 0]);
  });
});
