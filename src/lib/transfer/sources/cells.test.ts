import { describe, expect, it } from 'vitest';
import {
  isTwofold,
  parseAddress,
  parseCount,
  parseDate,
  parseImdbId,
  parseRating,
  parseYear
} from './cells.ts';
import { kindOf } from './title-kinds.ts';

describe('cells', () => {
  it('say ratings in many ways', () => {
    expect(['4,5', '4.5', '4½', '8/10', '85%', '★★★½', '0', 'good', '-1', ''].map(parseRating)).toEqual([
      { value: 4.5 },
      { value: 4.5 },
      { value: 4.5 },
      { value: 8, outOf: 10 },
      { value: 85, outOf: 100 },
      { value: 3.5, outOf: 5 },
      { value: 0 },
      undefined,
      undefined,
      undefined
    ]);
  });

  it('say numbers, also as spreadsheets write them', () => {
    expect(['862', '862.0', '862.5', '0', 'x', ''].map(parseCount)).toEqual([
      862,
      862,
      undefined,
      undefined,
      undefined,
      undefined
    ]);
    expect(
      ['tt0133093', '0133093', 'https://www.imdb.com/title/tt0133093/', 'nm0000206', '8', '85', '8.0'].map(
        parseImdbId
      )
    ).toEqual([133093, 133093, 133093, undefined, undefined, undefined, undefined]);
    expect(['0000008', 'tt0000008'].map(parseImdbId)).toEqual([8, 8]);
  });

  it('say in an address whose number it is', () => {
    expect(parseAddress('https://www.themoviedb.org/movie/603-the-matrix')).toEqual({
      tmdbId: 603,
      kind: 'movie'
    });
    expect(parseAddress('https://www.themoviedb.org/tv/1396')).toEqual({ kind: 'series' });
    expect(parseAddress('https://www.imdb.com/title/tt0133093/?ref=1')).toEqual({ imdbId: 133093 });
    expect(parseAddress('https://boxd.it/2a1m')).toEqual({});
  });

  it('say years among other things', () => {
    expect(['1995', '1995.0', '1995-12-15', '15.12.1995', '2006–2007', '12345', ''].map(parseYear)).toEqual([
      1995,
      1995,
      1995,
      1995,
      2006,
      undefined,
      undefined
    ]);
  });

  it.each([
    ['1112486027', Date.UTC(2005, 3, 2, 23, 53, 47)],
    ['2021-05-04', Date.UTC(2021, 4, 4)],
    ['2021-05-04T10:00:00.000Z', Date.UTC(2021, 4, 4, 10)],
    ['2021-05-04 10:00:00', Date.UTC(2021, 4, 4, 10)],
    ['Thu May 12 00:00:00 2011', Date.UTC(2011, 4, 12)],
    ['4 May 2021', Date.UTC(2021, 4, 4)],
    ['04.05.2021', Date.UTC(2021, 4, 4)],
    ['13/05/2021', Date.UTC(2021, 4, 13)],
    ['05/13/2021', Date.UTC(2021, 4, 13)],
    ['soon', undefined],
    ['31.02.2021', undefined]
  ])('say the date %s', (cell, ms) => {
    expect(parseDate(cell, undefined)).toBe(ms);
  });

  it('say a date that has two readings only when somebody chose one', () => {
    expect(isTwofold('03/04/2021')).toBe(true);
    expect([undefined, 'none', 'dmy', 'mdy'].map((order) => parseDate('03/04/2021', order as never))).toEqual(
      [undefined, undefined, Date.UTC(2021, 3, 3), Date.UTC(2021, 2, 4)]
    );
  });

  it.each([
    [
      'movie',
      'Movie TV Movie|TV Special|Short|Feature Film|Film|Spielfilm|Película|Фільм|Мультфильм|Documentary|Video'
    ],
    [
      'series',
      'TV Series|TV Mini Series|Mini-Series|TV Episode|tv|show|anime|Serie TV|Fernsehserie|Сериал|Video Game|Podcast Series'
    ],
    ['unknown', 'Ballet']
  ])('say that a title is a %s', (kind, words) => {
    for (const word of words.split('|')) expect(kindOf(word), word).toBe(kind);
    expect(kindOf('')).toBeUndefined();
  });
});
