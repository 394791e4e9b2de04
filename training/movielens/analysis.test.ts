import { expect, it } from 'vitest';
import { analyse } from './analysis.ts';
import type { MovieLensTables } from './tables.ts';

const empty = { imdbId: 0, tmdbId: 0 };
const tables: MovieLensTables = {
  name: 'tiny',
  sha256: '',
  movies: [
    { movieId: 1, rawTitle: 'Old (1950)', genres: ['Drama', 'War'], imdbId: 5, tmdbId: 0 },
    { movieId: 2, rawTitle: 'New (2001)', genres: ['Drama'], imdbId: 6, tmdbId: 7 },
    { movieId: 3, rawTitle: 'Undated', genres: [], ...empty }
  ],
  ratings: {
    userId: Int32Array.of(1, 1, 2),
    movieId: Int32Array.of(1, 2, 1),
    stars: Float32Array.of(0.5, 5, 5),
    timestampSec: Uint32Array.of(300, 100, 200)
  },
  tags: [
    { userId: 4, movieId: 2, tag: 'b', timestampSec: 1 },
    { userId: 5, movieId: 2, tag: 'a', timestampSec: 1 },
    { userId: 5, movieId: 3, tag: 'b', timestampSec: 1 }
  ]
};

it('counts by hand', () => {
  expect(analyse(tables)).toEqual({
    ratings: {
      count: 3,
      users: 2,
      movies: 2,
      meanStars: 3.5,
      histogram: [1, 0, 0, 0, 0, 0, 0, 0, 0, 2],
      perUser: [1, 2, 2],
      firstTimestampSec: 100,
      lastTimestampSec: 300
    },
    movies: {
      count: 3,
      genres: [
        { name: 'Drama', count: 2 },
        { name: 'War', count: 1 }
      ],
      withoutGenres: 1,
      years: [1950, 2001],
      withoutYear: 1,
      withImdb: 2,
      withTmdb: 1
    },
    tags: {
      count: 3,
      movies: 2,
      users: 2,
      mostTagged: { name: 'New (2001)', count: 2 },
      distinct: 2,
      frequent: [
        { name: 'b', count: 2 },
        { name: 'a', count: 1 }
      ]
    },
    credits: undefined
  });
});

it('counts credits by list, and the ids and names in them', () => {
  const lists = { cast: [], genres: [], countries: [], languages: [], basedOn: [], series: [] };
  const credits = [
    { movieId: 1, imdbId: 5, wikidata: 'Q1', ...lists, directors: ['Q5', 'Q6'], directorNames: ['Ann', ''] },
    { movieId: 2, imdbId: 6, wikidata: '', ...lists, directors: ['Q6'], cast: ['Q5'], series: ['Q7'] }
  ];
  const counted = analyse({ ...tables, credits }).credits;
  expect(counted).toMatchObject({ count: 2, ids: 3, named: 1 });
  expect(counted?.lists.filter(({ count }) => count > 0)).toEqual([
    { name: 'directors', count: 2 },
    { name: 'cast', count: 1 },
    { name: 'series', count: 1 }
  ]);
});

it('takes tables without years and tags', () => {
  const bare = analyse({
    ...tables,
    movies: [{ movieId: 1, rawTitle: 'Undated', genres: [], ...empty }],
    tags: []
  });
  expect(bare.movies.years).toBeNull();
  expect(bare.tags).toEqual({
    count: 0,
    movies: 0,
    users: 0,
    mostTagged: undefined,
    distinct: 0,
    frequent: []
  });
});
