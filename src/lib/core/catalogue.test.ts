import { describe, expect, it } from 'vitest';
import { catalogueRows, createCatalogue, joinCatalogues, parseCatalogue } from './catalogue.ts';
import { asItemIndex } from './ids.ts';

const file = {
  genreNames: ['Action', 'Sci-Fi'],
  movieId: [2571, 1],
  title: ['The Matrix', 'Nameless'],
  year: [1999, null],
  genres: [[0, 1], []],
  imdbId: [133093, 0],
  tmdbId: [603, 0],
  ratingCount: [278, 1],
  likeCount: [222, 0]
};
const parse = (change: object): unknown => parseCatalogue({ ...file, ...change });

describe('the catalogue', () => {
  it('finds a movie by its row and a row by its movieId', () => {
    const catalogue = parseCatalogue(JSON.parse(JSON.stringify(file)));
    expect(catalogue.itemCount).toBe(2);
    expect(catalogue.indexOf(1)).toBe(1);
    expect(catalogue.movie(asItemIndex(0))).toEqual({
      itemIndex: 0,
      movieId: 2571,
      title: 'The Matrix',
      year: 1999,
      genres: ['Action', 'Sci-Fi'],
      imdbId: 133093,
      tmdbId: 603,
      ratingCount: 278,
      likeCount: 222,
      languages: [],
      countries: []
    });
    expect(catalogue.movie(asItemIndex(1))).toMatchObject({ year: null, genres: [] });
  });

  it('knows no row of a movie that it does not hold, and no movie outside its rows', () => {
    const catalogue = parseCatalogue(file);
    expect(catalogue.indexOf(296)).toBeUndefined();
    expect(() => catalogue.movie(asItemIndex(2))).toThrow('There is no item 2.');
  });

  it('can be empty', () => {
    const none = Object.fromEntries(Object.keys(file).map((name) => [name, []]));
    expect(createCatalogue(none as never).itemCount).toBe(0);
  });
});

describe('a catalogue that cannot be right', () => {
  it.each([
    [{ title: ['The Matrix'] }, 'column title has 1 entries, not 2'],
    [{ year: [1999, null, null] }, 'column year has 3 entries, not 2'],
    [{ movieId: [1, 1] }, 'names a movie twice'],
    [{ movieId: [1, 0] }, 'positive integer'],
    [{ ratingCount: [278, -1] }, '-1'],
    [{ genres: [['Action'], []] }, 'number'],
    [{ tmdbId: undefined }, 'undefined']
  ])('is refused: %j', (change, reason) => {
    expect(() => parse(change)).toThrow(
      expect.objectContaining({ code: 'bad-release', message: expect.stringContaining(reason) })
    );
  });

  it('is the same once its rows were taken apart and joined', () => {
    const tiers = [catalogueRows(file as never, 0, 1), catalogueRows(file as never, 1)];
    expect(joinCatalogues(tiers)).toEqual(file);
  });

  it('names languages and countries where its file does', () => {
    const places = {
      languageNames: ['en', 'ja'],
      languages: [[1, 0], []],
      countryNames: ['JP'],
      countries: [[0], []]
    };
    const catalogue = parseCatalogue({ ...file, ...places });
    expect(catalogue.movie(asItemIndex(0))).toMatchObject({ languages: ['ja', 'en'], countries: ['JP'] });
  });

  it('refuses tiers that name genres otherwise or lack a column', () => {
    const second = catalogueRows(file as never, 1);
    expect(() => joinCatalogues([file as never, { ...second, genreNames: ['Noir'] }])).toThrow('genreNames');
    expect(() => joinCatalogues([{ ...file, series: [0, 0] } as never, second])).toThrow('series');
    expect(() => joinCatalogues([])).toThrow('has no catalogue');
  });
});
