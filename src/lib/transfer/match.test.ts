import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../../tests/import-catalogue.ts';
import { draftOf } from '../../../tests/import-runs.ts';
import { MovieMatcher } from './match.ts';

const matcher = new MovieMatcher(COLUMNS);
const matches = (text: string, name = 'a.csv') =>
  draftOf(matcher, { name, content: text }).files.flatMap(({ rows }) =>
    rows.map(({ match }) =>
      match.kind === 'matched' ? match.movieId : match.kind === 'ambiguous' ? match.candidates : match.reason
    )
  );

describe('a number', () => {
  it('of TMDB is a movie’s only where the row is a movie', () => {
    const typed = 'TMDb ID,IMDb ID,Type,Name,Release Date,Your Rating\n';
    const rows = [
      '603,,movie,The Matrix,1999-03-30,8',
      '1396,tt0903747,tv,Breaking Bad,2008-01-20,10',
      '1396,,anime,Anything,,10',
      '1396,,Serie TV,Anything,1975-01-01,10',
      '1396,,Ballet,Anything,1975-01-01,10'
    ];
    expect(matches(typed + rows.join('\n'))).toEqual([
      2571,
      'it is a series',
      'it is a series',
      'it is a series',
      [32525]
    ]);
  });

  it('of TMDB in a row that does not say what it is needs the title or the year to agree', () => {
    const rows = '1396,Breaking Bad,2008,9\n603,The Matrix,1999,9\n603,Die Matrix ist da,1999,9\n';
    expect(matches(`tmdbID,Title,Year,Rating\n${rows}`)).toEqual([[32525], 2571, [2571]]);
  });

  it('of IMDb is a series’ where the catalogue holds it', () => {
    const header = 'Const,Your Rating,Date Rated,Title,Title Type,Year\n';
    expect(
      matches(
        `${header}tt0185906,10,2024-03-15,Band of Brothers,TV Mini Series,2001\ntt0903747,9,,Breaking Bad,TV Series,2008\n`
      )
    ).toEqual([7502, 'it is a series']);
  });

  it('is asked about where title and year speak of another movie', () => {
    const header = 'imdbID,Title,Year,Rating\n';
    expect(matches(`${header}tt0133093,Heat,1995,4\n`)).toEqual([[2571, 6]]);
    expect(matches(`${header}tt0120685,Godzilla,2014,4\n`)).toEqual([[1882]]);
    // A translation, and a year of a festival.
    expect(matches(`${header}tt0133093,Matriks,1999,4\ntt0133093,Matrix,1998,4\n`)).toEqual([2571, 2571]);
  });

  it('is asked about where another number of its row disagrees', () => {
    expect(matches('imdbID,tmdbID,Title,Year,Rating\ntt0133093,949,The Matrix,1999,4\n')).toEqual([
      [2571, 6]
    ]);
    expect(matches('imdbID,Title,Year\ntt7777777,Seven,1995\n')).toEqual([[47]]);
  });

  it('is nobody’s where a file does not say whose numbers it holds', () => {
    expect(matches('movieId,Title,Rating\n6,The Matrix,4\n')).toEqual([2571]);
    expect(matches('movieId,name,rating\n6,The Matrix,4\n6,Nobody Made This,4\n')).toEqual([
      2571,
      'no movie of this catalogue has its title'
    ]);
    // Columns as MovieLens has them, and a title that is not of its number.
    expect(matches('movieId,title,genres,rating\n6,Nobody Made This,Crime,4\n')).toEqual([[6]]);
    expect(matches('tmdbid\n603\n')).toEqual([[2571]]);
  });

  it('of a movie that this catalogue does not hold is said to be so', () => {
    expect(matches('userId,movieId,rating,timestamp\n1,999999,3,1\n')).toEqual([
      'its number is not in this catalogue'
    ]);
  });
});

describe('a title', () => {
  it('ends with its year, which is no title', () => {
    expect(
      matches('Title,Rating\nThe Hunger Diaries (2012),2\nHeat (1995),4\n"Matrix, The (1999)",5\n')
    ).toEqual(['no movie of this catalogue has its title', 6, 2571]);
  });

  it('may be the original one', () => {
    expect(matches('Title,Original Title,Year\nСім самураїв,Shichinin no samurai,1954\n')).toEqual([2019]);
  });

  it('may have a year that is off by one, and is asked about where it is off by more', () => {
    expect([1994, 1995, 1996, 1997].map((year) => matches(`Title,Year\nSeven,${year}\n`)[0])).toEqual([
      47,
      47,
      47,
      [47]
    ]);
  });
});

describe('a row needs the movies that are not here', () => {
  const needs = (text: string): boolean[] =>
    draftOf(matcher, { name: 'a.csv', content: text }).files.flatMap(({ rows }) =>
      rows.map((row) => matcher.mayFindOther(row))
    );

  it('where it was found by neither a number nor its title with the very year', () => {
    const rows = 'tt0133093,The Matrix,1999,4\n,Heat,1995,4\n,Heat,1996,4\n,Heat,,4\n,Nothing of it,1999,4\n';
    expect(needs(`imdbID,Title,Year,Rating\n${rows}`)).toEqual([false, false, true, true, true]);
  });

  it('but not where it is a series without a number that a movie may have, or cannot be read', () => {
    const header = 'TMDb ID,IMDb ID,Type,Name,Release Date,Your Rating\n';
    expect(
      needs(`${header}1396,,tv,Breaking Bad,2008-01-20,10\n2,tt0903747,tv,Breaking Bad,2008-01-20,10\n`)
    ).toEqual([false, true]);
    expect(needs('movieId,rating\n2571,4\n999,4\n')).toEqual([false, true]);
  });
});
