import { expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { createCredits } from './credits.ts';

const ids = (...all: number[]) => all.map(asMovieId);
const file = {
  formatVersion: 1 as const,
  movieId: ids(1, 2, 3, 4),
  directors: [[0], [0, 1], [1], []],
  series: [0, 2, 0, 2]
};

it('leads to the other movies of the directors and of the series', () => {
  const credits = createCredits(file);
  expect(credits.of(asMovieId(2))).toEqual({
    directors: [],
    cast: [],
    seriesName: undefined,
    byDirectors: [1, 3],
    inSeries: [4]
  });
  expect(credits.of(asMovieId(1))).toMatchObject({ byDirectors: [2], inSeries: [] });
  expect(credits.of(asMovieId(9))).toBeUndefined();
});

it('names people and series where the release has names', () => {
  const named = createCredits({
    ...file,
    directorNames: ['Hayao Miyazaki', 'Isao Takahata'],
    seriesNames: ['One', 'Two'],
    cast: [[], [1, 0], [], []],
    castNames: ['A', 'B']
  });
  expect(named.of(asMovieId(2))).toMatchObject({
    directors: ['Hayao Miyazaki', 'Isao Takahata'],
    cast: ['B', 'A'],
    seriesName: 'Two'
  });
});
