import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateMovieLens } from '../synthetic/generate.ts';
import { writeMovieLens } from '../synthetic/write.ts';
import { loadMovieLens } from './load.ts';
import type { CreditRow } from './tables.ts';
import { writeCredits } from './write-files.ts';

const tables = generateMovieLens({ users: 20, movies: 30, ratings: 500, seed: 1 });
const [first = 0, second = 0] = tables.movies.map(({ movieId }) => movieId);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-write-files-'));
  await writeMovieLens(tables, join(folder, 'data'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ids = fc.uniqueArray(
  fc.integer({ min: 1, max: 99 }).map((n) => `Q${n}`),
  { maxLength: 3 }
);
const name = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !/[|\r\n]/.test(text));
const list = ids.chain((of) =>
  fc.tuple(fc.constant(of), fc.array(name, { minLength: of.length, maxLength: of.length }))
);

it('writes credits that are read back the same, whatever their names hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...tables.movies], { minLength: 1, maxLength: 5 }),
      fc.tuple(list, list, list, list, list, list, list),
      async (movies, [directors, cast, genres, countries, languages, basedOn, series]) => {
        const rows: CreditRow[] = movies.map(({ movieId }) => ({
          movieId,
          imdbId: movieId * 7,
          wikidata: `Q${movieId}`,
          directors: directors[0],
          directorNames: directors[1],
          cast: cast[0],
          castNames: cast[1],
          genres: genres[0],
          genreNames: genres[1],
          countries: countries[0],
          countryNames: countries[1],
          languages: languages[0],
          languageNames: languages[1],
          basedOn: basedOn[0],
          basedOnNames: basedOn[1],
          series: series[0],
          seriesNames: series[1],
          runtimeMinutes: movieId % 3
        }));
        await writeCredits(join(folder, 'data'), rows);
        expect((await loadMovieLens(join(folder, 'data'))).credits).toEqual(rows);
      }
    ),
    { numRuns: 40 }
  );
});

it('has no columns for names that no row has, and replaces a bar in a name', async () => {
  const none = { cast: [], genres: [], countries: [], languages: [], basedOn: [], series: [] };
  const row = { movieId: first, imdbId: 0, wikidata: '', ...none, directors: ['Q1', 'Q2'] };
  await writeCredits(join(folder, 'data'), [row]);
  expect((await loadMovieLens(join(folder, 'data'))).credits).toEqual([row]);
  const named = { ...row, movieId: second, directorNames: ['A|B', ''] };
  await writeCredits(join(folder, 'data'), [row, named]);
  const { credits } = await loadMovieLens(join(folder, 'data'));
  expect(credits?.map(({ directorNames }) => directorNames)).toEqual([
    ['', ''],
    ['A/B', '']
  ]);
});
