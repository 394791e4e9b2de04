import fc from 'fast-check';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMovieLens, type LoadedTables } from './load.ts';

let parent = '';
let folders = 0;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'yamr-load-'));
});
afterAll(async () => {
  await rm(parent, { recursive: true, force: true });
});

const MOVIES = `movieId,title,genres
1,Toy Story (1995),Adventure|Animation
2,"American President, The (1995)",Comedy
3,"""Great Performances"" Cats (1998)",Musical
4,Babylon 5,(no genres listed)
`;
const LINKS = 'movieId,imdbId,tmdbId\n1,0114709,862\n2,0112346,\n';
const TAGS = 'userId,movieId,tag,timestamp\n9,1,"funny, ""very""",1445714994\n';
const RATINGS_HEADER = 'userId,movieId,rating,timestamp\n';
const RATINGS = `${RATINGS_HEADER}7,1,4.0,964982703\n7,4,0.5,964982704\n3,2,5,4294967295\n`;

/** Many good rows, so that a bad one among them is under 1%. */
const PADDING = Array.from({ length: 500 }, (_, k) => `${100 + k},1,3.5,1000000000`).join('\n') + '\n';

async function load(files: Record<string, string>): Promise<LoadedTables> {
  const directory = join(parent, `data-${folders++}`);
  await mkdir(directory);
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return loadMovieLens(directory);
}

const loadRatings = (rows: string): Promise<LoadedTables> =>
  load({ 'movies.csv': MOVIES, 'ratings.csv': RATINGS_HEADER + PADDING + rows });

describe('a good folder', () => {
  it('becomes tables in file order', async () => {
    const tables = await load({
      'movies.csv': MOVIES,
      'ratings.csv': RATINGS,
      'links.csv': LINKS,
      'tags.csv': TAGS
    });
    expect(tables.movies).toEqual([
      {
        movieId: 1,
        rawTitle: 'Toy Story (1995)',
        genres: ['Adventure', 'Animation'],
        imdbId: 114709,
        tmdbId: 862
      },
      {
        movieId: 2,
        rawTitle: 'American President, The (1995)',
        genres: ['Comedy'],
        imdbId: 112346,
        tmdbId: 0
      },
      { movieId: 3, rawTitle: '"Great Performances" Cats (1998)', genres: ['Musical'], imdbId: 0, tmdbId: 0 },
      { movieId: 4, rawTitle: 'Babylon 5', genres: [], imdbId: 0, tmdbId: 0 }
    ]);
    expect(Array.from(tables.ratings.userId)).toEqual([7, 7, 3]);
    expect(Array.from(tables.ratings.movieId)).toEqual([1, 4, 2]);
    expect(Array.from(tables.ratings.stars)).toEqual([4, 0.5, 5]);
    expect(Array.from(tables.ratings.timestampSec)).toEqual([964982703, 964982704, 4294967295]);
    expect(tables.tags).toEqual([{ userId: 9, movieId: 1, tag: 'funny, "very"', timestampSec: 1445714994 }]);
    expect(tables.report).toEqual({ badRows: 0, rows: 10, problems: [] });
  });

  it('may use CRLF, a byte order mark, blank lines, and no newline at the end', async () => {
    const plain = { 'movies.csv': MOVIES, 'ratings.csv': RATINGS, 'links.csv': LINKS, 'tags.csv': TAGS };
    const dressed = Object.fromEntries(
      Object.entries(plain).map(([name, text]) => [
        name,
        '\uFEFF' + (text + '\n').replaceAll('\n', '\r\n').trimEnd()
      ])
    );
    const [a, b] = [await load(plain), await load(dressed)];
    expect({ ...b, name: '', sha256: '' }).toEqual({ ...a, name: '', sha256: '' });
  });

  it('has no need of tags and links', async () => {
    const tables = await load({ 'movies.csv': MOVIES, 'ratings.csv': RATINGS });
    expect(tables.tags).toEqual([]);
  });

  it('has a sha256 that changes with every file and not with the folder', async () => {
    const files = { 'movies.csv': MOVIES, 'ratings.csv': RATINGS, 'tags.csv': TAGS };
    const { sha256 } = await load(files);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await load(files)).sha256).toBe(sha256);
    for (const name of Object.keys(files)) {
      const changed = { ...files, [name]: `${files[name as keyof typeof files]}\n` };
      expect((await load(changed)).sha256).not.toBe(sha256);
    }
  });

  it('is read the same wherever the chunks of its stream end', async () => {
    // 60,000 rows are more than one chunk of 1 MiB; row lengths vary, so some row is cut in two.
    const rows = Array.from({ length: 60_000 }, (_, k) => [
      k + 1,
      (k % 4) + 1,
      ((k % 10) + 1) / 2,
      900_000_000 + k * 17
    ]);
    const tables = await load({
      'movies.csv': MOVIES,
      'ratings.csv': RATINGS_HEADER + rows.map((row) => row.join(',')).join('\r\n')
    });
    expect(tables.report.badRows).toBe(0);
    const { userId, movieId, stars, timestampSec } = tables.ratings;
    expect(
      rows.every((row, k) => row.join() === [userId[k], movieId[k], stars[k], timestampSec[k]].join())
    ).toBe(true);
    expect(userId.length).toBe(rows.length);
  });
});

describe('bad rows', () => {
  it.each([
    ['99,77,4.0,1', 'movie 77 is not in movies.csv'],
    ['99,1,4.2,1', 'the rating 4.2 is not a half star from 0.5 to 5'],
    ['99,1,5.5,1', 'the rating 5.5 is not a half star from 0.5 to 5'],
    ['99,1,0.0,1', 'the rating 0.0 is not a half star from 0.5 to 5'],
    ['99,1,good,1', 'the rating "good" is not a number'],
    ['99,1,4.0', 'it has 3 columns instead of 4'],
    ['99,1,4.0,1,', 'it has 5 columns instead of 4'],
    ['0,1,4.0,1', 'the userId 0 is not a positive whole number of 31 bits'],
    ['2147483648,1,4.0,1', 'the userId 2147483648 is not a positive whole number of 31 bits'],
    ['-3,1,4.0,1', 'the userId "-3" is not a number'],
    ['99,1.5,4.0,1', 'the movieId 1.5 is not a positive whole number of 31 bits'],
    ['99,1,4.0,', 'the timestamp "" is not a number'],
    ['99,1,4.0,4294967296', 'the timestamp 4294967296 is not in Unix seconds'],
    ['100,1,4.0,1', 'user 100 has already rated movie 1']
  ])('of ratings are left out with their line and reason: %s', async (row, reason) => {
    const { ratings, report } = await loadRatings(`98,2,3.0,1\n\n${row}\n98,3,2.0,1\n`);
    expect(report).toEqual({ badRows: 1, rows: 507, problems: [{ file: 'ratings.csv', line: 504, reason }] });
    expect(ratings.stars.length).toBe(502);
    expect(Array.from(ratings.stars.slice(-2))).toEqual([3, 2]);
  });

  it('keep the first of two ratings of a movie by one user, however far apart', async () => {
    const { ratings, report } = await loadRatings('100,2,1.0,1\nbad\n599,1,1.0,1\n100,2,5.0,2\n');
    expect(report.problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '503 it has 1 columns instead of 4',
      '504 user 599 has already rated movie 1',
      '505 user 100 has already rated movie 2'
    ]);
    expect(ratings.stars.length).toBe(501);
    expect(ratings.stars.at(-1)).toBe(1);
  });

  it('of the other files are left out too', async () => {
    const many = (row: (k: number) => string): string =>
      Array.from({ length: 600 }, (_, k) => `${row(k + 10)}\n`).join('');
    const tables = await load({
      'movies.csv':
        MOVIES + many((k) => `${k},Film (2000),Drama`) + '4,Again (2000),Drama\nx,Y (2000),Drama\n5,,Drama\n',
      'links.csv': LINKS + many((k) => `${k},1,1`) + '1,1,1\n4444,1,1\n3,tt1,1\n',
      'tags.csv': TAGS + many((k) => `1,${k},dark,1`) + '1,4444,dark,1\n1,1, ,1\n1,1,dark,now\n1,1,dark\n',
      'ratings.csv': RATINGS
    });
    expect(tables.movies).toHaveLength(604);
    expect(tables.tags).toHaveLength(601);
    expect(tables.report.problems.map(({ file, line, reason }) => `${file} ${line}: ${reason}`)).toEqual([
      'movies.csv 606: movie 4 is listed twice',
      'movies.csv 607: the movieId "x" is not a positive whole number of 31 bits',
      'movies.csv 608: movie 5 has no title',
      'links.csv 604: movie 1 is linked twice',
      'links.csv 605: movie 4444 is not in movies.csv',
      'links.csv 606: a link is not a number',
      'tags.csv 603: movie 4444 is not in movies.csv',
      'tags.csv 604: the tag is empty',
      'tags.csv 605: the timestamp "now" is not in Unix seconds',
      'tags.csv 606: it has 3 columns instead of 4'
    ]);
  });

  it('are all counted, and the first twenty kept', async () => {
    const padding = Array.from({ length: 5000 }, (_, k) => `${k + 1000},1,3.5,1\n`).join('');
    const { report } = await loadRatings(padding + 'x\n'.repeat(50));
    expect(report.badRows).toBe(50);
    expect(report.problems).toHaveLength(20);
  });

  it('end the run when they are more than 1% of a file', async () => {
    await expect(loadRatings('x\n'.repeat(5))).resolves.toBeDefined();
    await expect(loadRatings('x\n'.repeat(6))).rejects.toMatchObject({
      code: 'bad-data',
      message:
        'ratings.csv is not usable: 6 of its 506 rows are bad, first line 502: it has 1 columns instead of 4.'
    });
  });
});

describe('a folder that cannot be used ends with one sentence:', () => {
  it.each([
    [{ 'ratings.csv': RATINGS }, 'not-found', /^\S+ is not a MovieLens folder: it has no movies\.csv\.$/],
    [{ 'movies.csv': MOVIES }, 'not-found', /^\S+ is not a MovieLens folder: it has no ratings\.csv\.$/],
    [{ 'movies.csv': '', 'ratings.csv': RATINGS }, 'bad-data', /^movies\.csv in \S+ is empty\.$/],
    [{ 'movies.csv': MOVIES, 'ratings.csv': '' }, 'bad-data', /^ratings\.csv in \S+ is empty\.$/],
    [
      { 'movies.csv': MOVIES, 'ratings.csv': RATINGS_HEADER },
      'bad-data',
      /^ratings\.csv in \S+ holds no ratings\.$/
    ],
    [
      { 'movies.csv': MOVIES, 'ratings.csv': 'user,item,rating\n1,1,1\n' },
      'bad-data',
      /^ratings\.csv in \S+ has the header "user,item,rating" where "userId,movieId,rating,timestamp" is expected\.$/
    ],
    [
      { 'movies.csv': 'movieId,name\n', 'ratings.csv': RATINGS },
      'bad-data',
      /^movies\.csv in \S+ has the header "movieId,name" where "movieId,title,genres" is expected\.$/
    ],
    [
      { 'movies.csv': MOVIES + '5,"Never closed,Drama\n', 'ratings.csv': RATINGS },
      'bad-data',
      /^movies\.csv in \S+ is not CSV: Quote Not Closed/
    ]
  ])('%#', async (files, code, message) => {
    const error = await load(files as Record<string, string>).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  it('no such folder', async () => {
    await expect(loadMovieLens(join(parent, 'nowhere'))).rejects.toMatchObject({
      code: 'not-found',
      message: `The data folder ${join(parent, 'nowhere')} does not exist.`
    });
  });
});

it('stops when it is cancelled', async () => {
  const directory = join(parent, 'cancelled');
  await mkdir(directory);
  await writeFile(join(directory, 'movies.csv'), MOVIES);
  await writeFile(join(directory, 'ratings.csv'), RATINGS);
  await expect(loadMovieLens(directory, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted'
  });
});

it('keeps exactly the first rating of every pair, for any ratings in any order', async () => {
  const rating = fc.tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 10 })
  );
  await fc.assert(
    fc.asyncProperty(fc.array(rating, { maxLength: 5 }), async (extra) => {
      const { ratings, report } = await loadRatings(
        extra.map(([u, m, s]) => `${u},${m},${(s / 2).toFixed(1)},1\n`).join('')
      );
      const first = new Map<string, number>();
      for (const [u, m, s] of extra) if (!first.has(`${u} ${m}`)) first.set(`${u} ${m}`, s / 2);
      const found = Array.from(ratings.stars.keys()).slice(500);
      expect(
        found.map((row) => [`${ratings.userId[row]!} ${ratings.movieId[row]!}`, ratings.stars[row]!])
      ).toEqual([...first]);
      expect(report.badRows).toBe(extra.length - first.size);
    }),
    { numRuns: 40 }
  );
});
