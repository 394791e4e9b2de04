import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMovieLens, type LoadedTables } from './load.ts';

const MOVIES = Array.from({ length: 600 }, (_, k) => `${k + 1},Film ${k + 1} (2000),Drama\n`).join('');
const BASE = {
  'movies.csv': `movieId,title,genres\n${MOVIES}`,
  'ratings.csv': 'userId,movieId,rating,timestamp\n1,1,4.0,1\n'
};
const HEADER = 'movieId,imdbId,wikidata,directors,cast,genres,country,language,basedOn,series';
/** Many good rows, so that a bad one among them is under 1%. */
const PADDING = Array.from({ length: 500 }, (_, k) => `${k + 101},,,,,,,,,\n`).join('');

let parent = '';
let folders = 0;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'yamr-credits-file-'));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

async function load(credits?: string): Promise<LoadedTables> {
  const directory = join(parent, `data-${folders++}`);
  await mkdir(directory);
  const files = { ...BASE, ...(credits !== undefined && { 'credits.csv': credits }) };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return loadMovieLens(directory);
}

describe('credits.csv', () => {
  it('becomes a row a movie, each id once', async () => {
    const { credits, report } = await load(
      `${HEADER}\n1,tt0114709,Q171048,Q269214,,Q663106,Q30,Q1860,,Q2732470\n2,0113497,,,Q8|Q7|Q8,,Q30|Q16,,Q9,\n`
    );
    expect(report).toEqual({ badRows: 0, rows: 603, problems: [] });
    expect(credits).toEqual([
      {
        movieId: 1,
        imdbId: 114709,
        wikidata: 'Q171048',
        directors: ['Q269214'],
        cast: [],
        genres: ['Q663106'],
        countries: ['Q30'],
        languages: ['Q1860'],
        basedOn: [],
        series: ['Q2732470']
      },
      {
        movieId: 2,
        imdbId: 113497,
        wikidata: '',
        directors: [],
        cast: ['Q8', 'Q7'],
        genres: [],
        countries: ['Q30', 'Q16'],
        languages: [],
        basedOn: ['Q9'],
        series: []
      }
    ]);
  });

  it('may bring names beside the ids and the running time, with columns in any order', async () => {
    const { credits } = await load(
      `castNames,runtimeMinutes,${HEADER},directorNames\n` +
        'Tom Hanks||Tom Hanks,81,1,tt1,Q1,Q5,Q7|Q8|Q7,,,,,,"Lasseter, John"\n,,2,,,,,,,,,,\n'
    );
    expect(credits?.[0]).toMatchObject({
      directorNames: ['Lasseter, John'],
      cast: ['Q7', 'Q8'],
      castNames: ['Tom Hanks', ''],
      runtimeMinutes: 81
    });
    expect(credits?.[0]).not.toHaveProperty('seriesNames');
    expect(credits?.[1]).toMatchObject({ directorNames: [], castNames: [], runtimeMinutes: 0 });
  });

  it('may be absent, and is part of the sha256 only where it is there', async () => {
    const without = await load();
    expect(without).not.toHaveProperty('credits');
    expect((await load()).sha256).toBe(without.sha256);
    expect((await load(`${HEADER}\n`)).sha256).not.toBe(without.sha256);
    expect((await load(`${HEADER}\n1,,,,,,,,,\n`)).sha256).not.toBe((await load(`${HEADER}\n`)).sha256);
  });

  it.each([
    ['999,,,,,,,,,', 'movie 999 is not in movies.csv'],
    ['101,,,,,,,,,', 'movie 101 is listed twice'],
    ['x,,,,,,,,,', 'the movieId "x" is not a positive whole number of 31 bits'],
    ['1,nm5,,,,,,,,', 'the imdbId "nm5" is not an IMDb id'],
    ['1,,171048,,,,,,,', '"171048" is not a Wikidata id'],
    ['1,,,Tom Hanks,,,,,,', '"Tom Hanks" in directors is not a Wikidata id'],
    ['1,,,,Q1||Q2,,,,,', '"" in cast is not a Wikidata id'],
    ['1,,,,,,,,', 'it has 9 columns instead of 10']
  ])('leaves out and reports the row %s', async (row, reason) => {
    const { credits, report } = await load(`${HEADER}\n${PADDING}${row}\n`);
    expect(credits).toHaveLength(500);
    expect(report.problems).toEqual([{ file: 'credits.csv', line: 502, reason }]);
  });

  it('leaves out and reports a row whose names are not those of its ids, or whose running time is no number', async () => {
    const padding = Array.from({ length: 500 }, (_, k) => `${k + 101},,,,,,,,,,,\n`).join('');
    const { report } = await load(
      `${HEADER},castNames,runtimeMinutes\n${padding}1,,,,Q1|Q2,,,,,,One,\n2,,,,,,,,,,One,\n3,,,,,,,,,,,1h\n`
    );
    expect(report.problems.map(({ reason }) => reason)).toEqual([
      'cast has 2 ids and 1 names',
      'cast has 0 ids and 1 names',
      'the runtimeMinutes are not a whole number'
    ]);
  });

  it.each([
    ['', /^credits\.csv in \S+ is empty\.$/],
    ['movieId,imdbId\n', /^credits\.csv in \S+ has no column "wikidata"; docs\/data\.md names them all\.$/],
    [`${HEADER},writers\n`, /^credits\.csv in \S+ has an unknown or repeated column "writers"; /],
    [`${HEADER},series\n`, /^credits\.csv in \S+ has an unknown or repeated column "series"; /],
    [`${HEADER}\n999,,,,,,,,,\n`, /^credits\.csv is not usable: 1 of its 1 rows are bad, first line 2: /]
  ])('is refused in one sentence: %j', async (text, message) => {
    await expect(load(text)).rejects.toMatchObject({
      code: 'bad-data',
      message: expect.stringMatching(message) as string
    });
  });
});
