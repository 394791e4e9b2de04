import { describe, expect, it, vi } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { asMovieId } from '#core/ids';
import { createTitleIndex } from './search.ts';

/** In the order of popularity. */
const MOVIES: readonly (readonly [string, number])[] = [
  ['The Matrix', 1999],
  ['Star Wars: Episode V - The Empire Strikes Back', 1980],
  ['Seven (a.k.a. Se7en)', 1995],
  ['The Lord of the Rings: The Fellowship of the Ring', 2001],
  ['The Lord of the Rings: The Two Towers', 2002],
  ['The Lord of the Rings: The Return of the King', 2003],
  ['Forrest Gump', 1994],
  ["Ocean's Eleven", 2001],
  ["Amelie (Le Fabuleux destin d'Amélie Poulain)", 2001],
  ['The Matrix Reloaded', 2003],
  ['Harry Potter and the Chamber of Secrets', 2002],
  ["Harry Potter and the Sorcerer's Stone", 2001],
  ['Harry Potter and the Prisoner of Azkaban', 2004],
  ['A Beautiful Mind', 2001],
  ['Animatrix', 2003],
  ['WALL·E', 2008],
  ['Rocky', 1976],
  ['Rocky III', 1982],
  ['Rocky II', 1979],
  ['Seven Samurai (Shichinin no samurai)', 1954],
  ['2001: A Space Odyssey', 1968],
  ['Spider-Man', 2002],
  ['Alien³ (a.k.a. Alien 3)', 1992],
  ['Enter the Matrix', 2010],
  ['M', 1931],
  ['The The', 1990]
];
const zeros = MOVIES.map(() => 0);
const catalogue = createCatalogue({
  genreNames: [],
  movieId: MOVIES.map((_, row) => asMovieId(row + 1)),
  title: MOVIES.map(([title]) => title),
  year: MOVIES.map(([, year]) => year),
  genres: MOVIES.map(() => []),
  imdbId: zeros,
  tmdbId: zeros,
  ratingCount: zeros,
  likeCount: zeros
});
const index = createTitleIndex(catalogue);
index.grow(Infinity);
const titles = (query: string) => index.search(query, 10).map(({ title }) => title);

describe('search', () => {
  it.each([
    ['amelie', /^Amelie/],
    ['Amélie', /^Amelie/],
    ['fabuleux', /^Amelie/],
    ['lord rings 2', /Two Towers$/],
    ['lord of the rings three', /Return of the King$/],
    ['rings lord king', /Return of the King$/],
    ['Seven', /^Seven \(a/],
    ['Se7en', /^Seven \(a/],
    ['seven samurai', /^Seven Samurai/],
    ['matrix', /^The Matrix$/],
    ['The Matrix', /^The Matrix$/],
    ['Matrix, The', /^The Matrix$/],
    ['MATRIX', /^The Matrix$/],
    ['teh matrix', /^The Matrix$/],
    ['matrx', /^The Matrix$/],
    ['matirx', /^The Matrix$/],
    ['lotr', /Fellowship of the Ring$/],
    ['LOTR 2', /Two Towers$/],
    ['rotk', /Return of the King$/],
    ['matrix 2003', /^The Matrix Reloaded$/],
    ['forest gump', /^Forrest Gump$/],
    ['oceans 11', /^Ocean's Eleven$/],
    ['star wars 5', /Empire Strikes Back$/],
    ['harry potter 3', /Prisoner of Azkaban$/],
    ['harry potter 1', /Sorcerer's Stone$/],
    ['wall-e', /^WALL·E$/],
    ['walle', /^WALL·E$/],
    ['spiderman', /^Spider-Man$/],
    ['rocky', /^Rocky$/],
    ['rocky two', /^Rocky II$/],
    ['rocky 3', /^Rocky III$/],
    ['alien 3', /^Alien³/],
    ['beaut mi', /^A Beautiful Mind$/],
    ['2001', /^2001: A Space/],
    ['m', /^M$/],
    ['the the', /^The The$/]
  ])('finds "%s"', (query, title) => {
    expect(titles(query)[0]).toMatch(title);
  });

  it('puts a title before those that begin with it, and those before the ones that contain it', () => {
    expect(titles('matrix')).toEqual(['The Matrix', 'The Matrix Reloaded', 'Enter the Matrix']);
  });
  it('does not take a number for the beginning of another', () => {
    expect(titles('rocky 2')).toEqual(['Rocky II']);
  });
  it('finds a movie with every letter of its title that is typed', () => {
    for (const [title] of MOVIES) {
      for (let length = Math.min(5, title.length); length <= title.length; length++) {
        expect(titles(title.slice(0, length)), title.slice(0, length)).toContain(title);
      }
    }
  });
  it('takes initials whole, and no beginning for them', () => {
    expect(titles('lotr')).toHaveLength(3);
    expect(titles('lot')).toEqual([]);
  });

  it('finds nothing for nothing', () => {
    expect(titles('  ,')).toEqual([]);
    expect(titles('zzzzqq')).toEqual([]);
  });

  it('grows by some titles at a time until the clock says stop', () => {
    const growing = createTitleIndex(catalogue);
    let nowMs = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs++);
    let slices = 1;
    while (!growing.grow(nowMs + 1)) slices += 1;
    clock.mockRestore();
    expect(slices).toBeGreaterThan(5);
    expect(growing.search('matrix', 10)).toEqual(index.search('matrix', 10));
  });
});

/** Titles with their years and ratings; those without ratings stand last. */
function found(movies: readonly (readonly [string, number, number])[], query: string) {
  const none = movies.map(() => 0);
  const titles = createTitleIndex(
    createCatalogue({
      genreNames: [],
      movieId: movies.map((_, row) => asMovieId(row + 1)),
      title: movies.map(([title]) => title),
      year: movies.map(([, year]) => year),
      genres: movies.map(() => []),
      imdbId: none,
      tmdbId: none,
      ratingCount: movies.map(([, , ratings]) => ratings),
      likeCount: none
    })
  );
  titles.grow(Infinity);
  return titles.search(query, 10).map(({ title, year }) => `${title} ${year}`);
}

describe('a search over movies that people have rated and others', () => {
  const DUNES = [
    ['Dune', 1984, 90],
    ['Jodorowsky’s Dune', 2013, 12],
    ['Dunes of Passion', 1990, 3],
    ['The Dunce', 1970, 2],
    ['Dune', 2021, 0],
    ['Dune Drifter', 2020, 0],
    ['Planet Dune', 2021, 0]
  ] as const;

  it.each(['dune 2021', 'Dune (2021)', '2021 dune', 'dune 202'])(
    'takes the year of "%s" for what it is',
    (query) => {
      expect(found(DUNES, query)[0]).toBe('Dune 2021');
    }
  );
  it('counts a year as one wherever no title has it for a word', () => {
    expect(
      found(
        [
          ['Blade Runner', 1982, 9],
          ['Blade Runner 2049', 2017, 8]
        ],
        'blade runner 2049'
      )[0]
    ).toBe('Blade Runner 2049 2017');
    expect(
      found(
        [
          ['The Immigrant', 1917, 9],
          ['1917', 2019, 0]
        ],
        '1917'
      )
    ).toEqual(['1917 2019', 'The Immigrant 1917']);
  });
  it('puts the title itself first, rated or not, then what people have rated', () => {
    expect(found(DUNES, 'dune')).toEqual([
      ...['Dune 1984', 'Dune 2021', 'Dunes of Passion 1990', 'Jodorowsky’s Dune 2013'],
      ...['Dune Drifter 2020', 'Planet Dune 2021']
    ]);
  });
  it('puts a new movie of exactly that title before a guess at an old one', () => {
    expect(found(DUNES, 'dunce')[0]).toBe('The Dunce 1970');
    const movies = [
      ['Oppenheim', 1990, 50],
      ['Oppenheimer', 2023, 0]
    ] as const;
    expect(found(movies, 'oppenheimer')).toEqual(['Oppenheimer 2023', 'Oppenheim 1990']);
  });
  it('lets no crowd of unrated namesakes stand before the movies that people mean', () => {
    const namesakes = [2001, 2002, 2003, 2004, 2005].map((year) => ['Love', year, 0] as const);
    expect(found([['Love Actually', 2003, 99], ...namesakes], 'love').slice(0, 5)).toEqual([
      ...['Love 2005', 'Love 2004', 'Love 2003', 'Love Actually 2003', 'Love 2002']
    ]);
  });
  it('guesses also where only movies that nobody has rated have the word', () => {
    expect(
      found(
        [
          ['The Godfather', 1972, 99],
          ['Godfater Is Coming', 2020, 0]
        ],
        'godfater'
      )
    ).toEqual(['Godfater Is Coming 2020', 'The Godfather 1972']);
  });
  it('gives places in a series to movies that people have rated alone', () => {
    const movies = [
      ['Saga: The Start', 2001, 9],
      ['Saga: The Rest', 2005, 8],
      ['Saga: The Making Of', 2002, 0]
    ] as const;
    expect(found(movies, 'saga 2')[0]).toBe('Saga: The Rest 2005');
  });
});
