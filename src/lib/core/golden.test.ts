import { describe, expect, it } from 'vitest';
import { compareGolden, parseGolden, type GoldenLine } from './golden.ts';
import { asMovieId } from './ids.ts';

const line = (movieId: number, ranking: number, stars = 4): GoldenLine => ({
  movieId: asMovieId(movieId),
  ranking,
  stars
});
const expected = { ratings: [], top: [line(1, 3), line(2, 2), line(3, 1.9995)] };
const tolerance = { stars: 0.01, ranking: 0.001 };
const compare = (...actual: GoldenLine[]) => compareGolden(expected, actual, tolerance);

describe('compareGolden', () => {
  it('finds nothing wrong with the list itself', () => {
    expect(compare(...expected.top)).toEqual([]);
  });
  it('lets near-ties change places', () => {
    expect(compare(line(1, 3), line(3, 1.9996), line(2, 1.9995))).toEqual([]);
  });
  it('lets a movie enter that ties with the last place', () => {
    expect(compare(line(1, 3), line(2, 2), line(9, 1.9996))).toEqual([]);
  });
  it('reports movies that change places without a tie', () => {
    expect(compare(line(2, 2), line(1, 3), line(3, 1.9995))).toEqual([
      'Place 1 is movie 2, not 1.',
      'Place 2 is movie 1, not 2.'
    ]);
  });
  it('reports stars off, rankings off, NaN, doubles and missing lines', () => {
    expect(compare(line(1, 3, 4.5), line(2, 2), line(3, 1.9995))).toHaveLength(1);
    expect(compare(line(1, 3.1), line(2, 2), line(3, 1.9995))).toHaveLength(1);
    expect(compare(line(1, NaN), line(2, 2), line(3, 1.9995))).toHaveLength(1);
    expect(compare(line(1, 3), line(2, 2), line(2, 2))).not.toEqual([]);
    expect(compare(line(1, 3), line(2, 2))).toEqual(['The list has 2 movies, not 3.']);
  });
});

describe('parseGolden', () => {
  it('refuses a file without cases', () => {
    expect(() => parseGolden({ cases: [], tolerance })).toThrow(/golden cases/);
  });
});
