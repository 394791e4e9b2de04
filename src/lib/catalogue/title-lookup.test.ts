import { describe, expect, it } from 'vitest';
import { titleAndYear } from './title-keys.ts';
import { TitleLookup } from './title-lookup.ts';

const MOVIES: readonly (readonly [title: string, year: number | null])[] = [
  ['Star Wars: Episode IV - A New Hope', 1977],
  ['Star Wars: Episode I - The Phantom Menace', 1999],
  ['Star Wars: The Clone Wars', 2008],
  ['Seven (a.k.a. Se7en)', 1995],
  ["Amelie (Le Fabuleux destin d'Amélie Poulain)", 2001],
  ['Guardians of the Galaxy 2', 2017],
  ['Kill Bill: Vol. 1', 2003],
  ['Kill Bill: Vol. 2', 2004],
  ['Rocky II', 1979],
  ['Die Hard', 1988],
  ['Three Colors: Blue (Trois couleurs: Bleu)', 1993],
  ['2012', 2009],
  ['1984 (Nineteen Eighty-Four)', 1984],
  ['(500) Days of Summer', 2009],
  ['Bicycle Thieves (a.k.a. The Bicycle Thief) (Ladri di biciclette)', 1948],
  ["William Shakespeare's Romeo + Juliet", 1996],
  ['Mother!', 2017],
  ['Mother', 2017],
  ['Room', 2015],
  ['Room', 2015],
  ['Heat', 1995],
  ['Heat', 1986],
  ['The Return of the Living Dead: The Return', 2003],
  ['Godzilla', 1998],
  ['No Year', null],
  ['Constructor', 2001]
];
const lookup = new TitleLookup({
  title: MOVIES.map(([title]) => title),
  year: MOVIES.map(([, year]) => year)
});
const find = (title: string, year?: number) => {
  const { rows, isSure } = lookup.find({ titles: [title], year });
  return `${isSure ? '=' : '?'} ${rows.map((row) => MOVIES[row]?.join(' ')).join(', ')}`;
};

describe('a title and a year', () => {
  it.each([
    ['Star Wars', 1977, 'Star Wars: Episode IV - A New Hope 1977'],
    ['A New Hope', 1977, 'Star Wars: Episode IV - A New Hope 1977'],
    ['Star Wars: A New Hope', 1977, 'Star Wars: Episode IV - A New Hope 1977'],
    ['Star Wars – Episode I – The Phantom Menace', 1999, 'Star Wars: Episode I - The Phantom Menace 1999'],
    ['Se7en', 1995, 'Seven (a.k.a. Se7en) 1995'],
    ['Amélie', 2001, "Amelie (Le Fabuleux destin d'Amélie Poulain) 2001"],
    ['Amélie', 2002, "Amelie (Le Fabuleux destin d'Amélie Poulain) 2001"],
    ['Guardians of the Galaxy Vol. 2', 2017, 'Guardians of the Galaxy 2 2017'],
    ['Kill Bill Volume 2', 2004, 'Kill Bill: Vol. 2 2004'],
    ['Rocky 2', 1979, 'Rocky II 1979'],
    ['Three Colours: Blue', 1993, 'Three Colors: Blue (Trois couleurs: Bleu) 1993'],
    ['500 Days of Summer', 2009, '(500) Days of Summer 2009'],
    ['The Bicycle Thief', 1948, 'Bicycle Thieves (a.k.a. The Bicycle Thief) (Ladri di biciclette) 1948'],
    ['mother!', 2017, 'Mother! 2017'],
    ['The Constructor', 2001, 'Constructor 2001'],
    ['Nineteen Eighty-Four', 1984, '1984 (Nineteen Eighty-Four) 1984']
  ])('find %s (%i)', (title, year, found) => {
    expect(find(title, year).split(', ')[0]).toBe(`= ${found}`);
  });

  it.each([
    ['Kill Bill', 2003, 'a part of it alone has the year'],
    ['Romeo and Juliet', 1996, 'one title is in the other'],
    ['Room', 2015, 'two movies have them'],
    ['Heat', 1990, 'the year is of neither'],
    ['The Return', 2003, 'one word is the end of another title'],
    ['No Year', 1999, 'the movie has no year']
  ])('are a question for %s (%i): %s', (title, year) => {
    expect(find(title, year)).toMatch(/^\? \S/);
  });

  it.each([
    ['Hard', 1988],
    ['The Clone Wars Begin', 1977],
    ['Nobody Ever Made This', 1984],
    ['500', 2009],
    ['Fargo', 1996]
  ])('find nothing for %s (%i)', (title, year) => {
    expect(find(title, year)).toBe('? ');
  });

  it('are sure without a year only where one movie has the title', () => {
    expect([find('Se7en'), find('Heat')]).toEqual(['= Seven (a.k.a. Se7en) 1995', '? Heat 1995, Heat 1986']);
  });

  it('may come in one text', () => {
    expect(['Godzilla (1998)', 'Matrix, The (1999)', 'Heat [1995]', '2012'].map(titleAndYear)).toEqual([
      { title: 'Godzilla', year: 1998 },
      { title: 'The Matrix', year: 1999 },
      { title: 'Heat', year: 1995 },
      { title: '2012', year: null }
    ]);
  });

  it('know whether a movie may be called so', () => {
    const isCalled = (row: number, title: string) => lookup.isCalled(row, [title]);
    expect([isCalled(0, 'Star Wars'), isCalled(3, 'Se7en'), isCalled(0, 'Breaking Bad')]).toEqual([
      true,
      true,
      false
    ]);
    // Two films of a series have their first part in common.
    expect(isCalled(0, 'Star Wars: The Clone Wars')).toBe(false);
  });
});
