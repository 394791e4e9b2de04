import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { parseCreditsFile } from '#core/credits-file';
import { toyCatalogue } from '../../tests/toy-model.ts';
import type { CreditRow } from '../movielens/tables.ts';
import { creditsFile } from './credits.ts';

const row = (movieId: number, facts: Partial<CreditRow> = {}): CreditRow => ({
  movieId,
  imdbId: movieId,
  wikidata: `Q${movieId}`,
  directors: [],
  cast: [],
  genres: [],
  countries: [],
  languages: [],
  basedOn: [],
  series: [],
  ...facts
});
const fileOf = (credits: readonly CreditRow[]) =>
  creditsFile({ catalogue: createCatalogue(toyCatalogue()), tables: { credits } as never });

describe('the credits of a release', () => {
  it('are no file where the data has none', () => {
    expect(fileOf([])).toBeUndefined();
    expect(fileOf([row(999)])).toBeUndefined();
  });
  it('leave out, without names, what leads to no other movie', () => {
    const file = fileOf([
      row(20, { directors: ['Q7', 'Q8'], series: ['Q70'] }),
      row(10, { directors: ['Q7'] }),
      row(30, { directors: ['Q9'], cast: ['Q1'] })
    ]);
    expect(file).toEqual({ formatVersion: 1, movieId: [10, 20], directors: [[0], [0]], series: [0, 0] });
    expect(parseCreditsFile(file)).toEqual(file);
  });
  it('take the smaller one of several series', () => {
    const file = fileOf([
      row(10, { series: ['Q1', 'Q2'] }),
      row(20, { series: ['Q1', 'Q2'] }),
      row(30, { series: ['Q1'] })
    ]);
    expect(file?.series).toEqual([1, 1, 2]);
  });
  it('have every person and series with its name where there are names, and no other person', () => {
    const file = fileOf([
      row(10, {
        directors: ['Q7'],
        directorNames: ['Bong Joon-ho'],
        cast: ['Q5', 'Q6'],
        castNames: ['Song Kang-ho', 'Q6']
      }),
      row(20, { directors: ['Q8'], directorNames: ['Agnès Varda'], series: ['Q1'], seriesNames: ['Shores'] }),
      row(30, { series: ['Q1'], seriesNames: ['Shores'] })
    ]);
    expect(file).toMatchObject({
      directors: [[0], [1], []],
      directorNames: ['Bong Joon-ho', 'Agnès Varda'],
      series: [0, 1, 1],
      seriesNames: ['Shores'],
      cast: [[0], [], []],
      castNames: ['Song Kang-ho']
    });
    expect(parseCreditsFile(file)).toEqual(file);
  });
});
