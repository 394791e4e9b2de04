import { describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import { asMovieId } from './ids.ts';
import { createMatrix } from './tensor.ts';
import { itemContent, ratingVectors } from './yamr-items.ts';

const catalogue = createCatalogue({
  genreNames: ['Comedy', 'Drama'],
  movieId: [asMovieId(1), asMovieId(2)],
  title: ['A', 'B'],
  year: [1999, 1999],
  genres: [[0], [0, 1]],
  imdbId: [0, 0],
  tmdbId: [0, 0],
  ratingCount: [3, 0],
  likeCount: [1, 0]
});
const scales = { learnt: 0.8, genres: 0.35, year: 0.5, language: 0, popularity: 0.1, offset: 0.2 };

describe('the vectors of the rating head', () => {
  const learnt = createMatrix(2, 2, Float32Array.of(1, -2, 3, 0));
  const vectors = ratingVectors(catalogue, learnt, scales);
  const row = (k: number): number[] => [
    ...vectors.values.subarray(k * vectors.columns, (k + 1) * vectors.columns)
  ];

  it('hold learnt, genres and none, popularity, twelve years and the offset, each times its scale', () => {
    expect([vectors.rows, vectors.columns]).toEqual([2, 2 + 3 + 12 + 1 + 1]);
    expect(row(0).slice(0, 5)).toEqual([0.8, -1.6, 0.35, 0, 0].map(Math.fround));
    expect(row(1)[2]).toBeCloseTo(0.35 * Math.SQRT1_2, 6);
    expect(row(0).at(-2)).toBeCloseTo(0.1, 6); // two movies: one deviation above the mean, one below
    expect(row(1).at(-2)).toBeCloseTo(-0.1, 6);
    expect([row(0).at(-1), row(1).at(-1)]).toEqual([Math.fround(0.2), Math.fround(0.2)]);
  });

  it('multiply to the prior covariance of two movies: the sum over the parts of scale^2 times the cosine', () => {
    const dot = row(0).reduce((sum, value, j) => sum + value * row(1)[j]!, 0);
    expect(dot).toBeCloseTo(0.64 * 3 + 0.1225 * Math.SQRT1_2 + 0.25 - 0.01 + 0.04, 5);
  });
});

describe('the content of a movie', () => {
  it('is genres, years and popularity, unscaled', () => {
    const { rows, columns, values } = itemContent(catalogue);
    expect([rows, columns]).toEqual([2, 3 + 12 + 1]);
    expect(values[0]).toBe(1);
    expect(values[columns - 1]).toBeCloseTo(1, 6);
  });
});
