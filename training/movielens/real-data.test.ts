/** Holds the loader and the analysis to the known figures of ml-latest-small, where that folder is at hand. */
import { stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { analyse } from './analysis.ts';
import { sharedDataDirectory } from './find.ts';
import { loadMovieLens } from './load.ts';

const directory = process.env['YAMR_DATA'] ?? sharedDataDirectory();
const isHere = await stat(directory).then(
  () => true,
  () => false
);
const name = 'ml-latest-small holds what is known of it';

it.runIf(isHere)(name, async () => {
  const tables = await loadMovieLens(directory);
  expect(tables.report).toEqual({ badRows: 0, rows: 124_003, problems: [] });
  expect(tables.name).toBe('ml-latest-small');
  const { ratings, movies, tags } = analyse(tables);
  expect(ratings).toMatchObject({ count: 100_836, users: 610, movies: 9724, perUser: [20, 71, 2698] });
  expect(ratings.histogram).toEqual([1370, 2811, 1791, 7551, 5550, 20047, 13136, 26818, 8551, 13211]);
  expect(ratings.meanStars).toBeCloseTo(3.5016, 4);
  expect(movies).toMatchObject({ count: 9742, years: [1902, 2018], withImdb: 9742, withTmdb: 9734 });
  expect(movies.genres.slice(0, 4)).toEqual([
    { name: 'Drama', count: 4361 },
    { name: 'Comedy', count: 3756 },
    { name: 'Thriller', count: 1894 },
    { name: 'Action', count: 1828 }
  ]);
  expect(movies.withoutGenres).toBe(34);
  expect(tags).toMatchObject({
    count: 3683,
    movies: 1572,
    users: 58,
    mostTagged: { name: 'Pulp Fiction (1994)', count: 181 }
  });
  expect(tags.frequent.slice(0, 2)).toEqual([
    { name: 'In Netflix queue', count: 131 },
    { name: 'atmospheric', count: 36 }
  ]);
});

it.skipIf(isHere)(
  `${name} (skipped: there is no folder ${directory}; YAMR_DATA can name one)`,
  () => undefined
);
