import { expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { createPeopleSearch } from './people-search.ts';

const file = {
  formatVersion: 1 as const,
  movieId: [1, 2, 3, 4].map(asMovieId),
  directors: [[0], [0], [1], []],
  directorNames: ['Hayao Miyazaki', 'Tom Hanks'],
  series: [0, 0, 0, 0],
  cast: [[], [], [0], [0, 1]],
  castNames: ['Tom Hanks', 'Tom Waits']
};
const find = async (query: string) => (await createPeopleSearch(file))?.find(query);

it.each([
  ['tom hanks', [3, 4]],
  ['hanks tom', [3, 4]],
  ['Tom Han', [3, 4]],
  ['miyazaki', [1, 2]],
  ['miyaz', []],
  ['tom', []],
  ['tom cruise', []]
])('finds "%s" in %j', async (query, movies) => {
  expect(await find(query)).toEqual(movies);
});

it('is nothing where nobody has a name', async () => {
  const { directorNames: _, castNames: __, cast: ___, ...bare } = file;
  expect(await createPeopleSearch(bare)).toBeUndefined();
});
