/**
 * What people get wrong, as they run it: every command answers with one sentence and a non-zero exit, and
 * leaves nothing behind. The processes run side by side, as each costs a second of starting.
 */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { asMovieId } from '#core/ids';
import { writeRelease } from '#training/release/write';
import { generateMovieLens } from '#training/synthetic/generate';
import { writeMovieLens } from '#training/synthetic/write';
import { randomBundle } from '../tests/random-bundle.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const root = fileURLToPath(new URL('..', import.meta.url));
const AT_ONCE = 3;
let folder = '';
const at = (...names: string[]): string => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-bad-input-'));
  await mkdir(at('out'));
  const good = generateMovieLens({ users: 20, movies: 50, ratings: 600, seed: 1 });
  await writeMovieLens(good, at('data'));
  await writeMovieLens(generateMovieLens({ users: 20, movies: 50, ratings: 600, seed: 2 }), at('others'));
  const spoil = async (name: string, file: string, content: string | Buffer): Promise<void> => {
    await cp(at('data'), at(name), { recursive: true });
    await writeFile(at(name, file), content);
  };
  await spoil('empty', 'ratings.csv', '');
  await spoil('header', 'ratings.csv', 'user,movie,stars\n1,1,4\n');
  await spoil('few', 'ratings.csv', 'userId,movieId,rating,timestamp\n1,1,4,1\n');
  const equal = { ...good.ratings, stars: good.ratings.stars.map(() => 3) };
  await writeMovieLens({ ...good, ratings: equal }, at('equal'));
  await spoil('latin', 'movies.csv', Buffer.from('movieId,title,genres\n1,Léon (1994),Crime\n', 'latin1'));
  await mkdir(at('old'));
  await writeFile(at('old', 'movies.dat'), '1::Heat (1995)::Crime\n');
  await writeFile(at('old', 'ratings.dat'), '1::1::5::978300760\n');
  const { bundle, dataset } = await randomBundle(40);
  await writeRelease(at('release'), bundle, {
    dataset,
    seed: 1,
    codeCommit: 'none',
    createdAt: new Date(0),
    metrics: {},
    golden: {
      cases: [{ ratings: [], top: [{ movieId: asMovieId(1), stars: 3, ranking: 0 }] }],
      tolerance: { stars: 1, ranking: 1 }
    }
  });
  await cp(at('release'), at('truncated'), { recursive: true });
  await truncate(at('truncated', 'rating-vectors.bin'), 100);
  await cp(at('release'), at('future'), { recursive: true });
  const manifest = await readFile(at('release', 'manifest.json'), 'utf8');
  await writeFile(
    at('future', 'manifest.json'),
    manifest.replace(/"formatVersion": \d+/, '"formatVersion": 3')
  );
  await writeFile(at('empty.csv'), '');
  await writeFile(at('header.csv'), 'user,movie\n1,1\n');
  await writeFile(at('some.csv'), 'userId,movieId,rating\n7,1,5\n');
  await writeFile(at('bad.csv'), 'userId,movieId,rating\n7,1,6\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  /** Without the lines that say what was done before. */
  readonly sentences: readonly string[];
}

function run(line: string): Promise<Outcome> {
  const [script, ...words] = line.split(' ');
  // An argument that starts with @ is a path in the folder of this test.
  const args = words.map((word) => (word.startsWith('@') ? at(word.slice(1)) : word));
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${script ?? ''}.ts`, ...args], {
    cwd: root
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) =>
    child.on('close', (code) => {
      const lines = stderr.split('\n').filter((text) => text !== '' && !/: done in \d+ s$/.test(text));
      resolve({ code, stdout, sentences: lines });
    })
  );
}

const CASES: readonly (readonly [line: string, sentence: RegExp])[] = [
  ['train --data @nowhere --out @out/r', /^The data folder \S+nowhere, named by --data, does not exist\.$/],
  ['train --data @empty --out @out/r', /^ratings\.csv in \S+empty is empty\.$/],
  ['train --data @header --out @out/r', /has the header "user,movie,stars" where "userId,/],
  ['train --data @few --out @out/r', /holds 1 ratings by 1 users; training needs at least 500 by 20\.$/],
  ['train --data @equal --out @out/r', /^Every rating in \S+equal is 3 stars; there is nothing to learn from that\.$/],
  ['train --data @latin --out @out/r', /^movies\.csv in (\S+latin) is not UTF-8, first in line 2; npm run data -- --from \1 --out DIR converts it\.$/],
  ['train --data @old --out @out/r', /^(\S+old) is in the format of ml-1m .*; npm run data -- --from \1 --out DIR converts it\.$/],
  ['data --from @nowhere --out @out/d', /^\S+nowhere holds no edition of MovieLens: /],
  ['data --from @old', /^Say --from DIR and --out DIR together, and then no --data\.$/],
  ['data --from @old --out @data', /^\S+data cannot be written: it is a folder with other files in it/],
  ['train --data @data', /^Required option '--out <dir>' not specified; see npm run train -- --help\.$/],
  ['train --data @data --out @out/r --sed 1', /^Unknown option '--sed'; see npm run train -- --help\.$/],
  ['train --data @data --out @out/r --model svd', /^There is no model "svd"; there is yamr and ncf\.$/],
  ['train --data @data --out @data', /^\S+data cannot be written: it is a folder with other files in it/],
  ['train --data @data --out @some.csv', /^\S+some\.csv cannot be written: it is not a folder\.$/],
  ['train --data @data --out @some.csv/r', /^\S+ cannot be written: /],
  ['evaluate --data @nowhere', /does not exist\.$/],
  ['evaluate --data @data --protocol cold', /^There is no protocol "cold"; there is newcomers/],
  ['evaluate --data @data --test @some.csv', /^--test FILE and --predictions OUT go together\.$/],
  ['evaluate --data @data --test @some.csv --predictions @out/p --json @out/j', /^--json writes the figures of a protocol; --test has none\.$/],
  ['bench api --runs 10', /^--runs is for the benchmark scorer\.$/],
  ['bench toString', /'toString' is invalid for argument 'name'/],
  ['evaluate --data @data --protocol constructor', /^There is no protocol "constructor"/],
  ['train --data @data --out @out/r --model toString', /^There is no model "toString"/],
  ['retrain --every 5s --development-key', /^"5s" is no interval: say 30m, 24h or 7d\.$/],
  ['retrain --aws --endpoint http://localhost:1', /^Name either --aws or --endpoint\.$/],
  ['evaluate --data @data --test @none.csv --predictions @out/p', /^The file \S+none\.csv does not exist\.$/],
  ['evaluate --data @data --test @header.csv --predictions @out/p', /has the header "user,movie"/],
  ['evaluate --data @data --test @empty.csv --predictions @out/p', /^empty\.csv in \S+ is empty\.$/],
  ['evaluate --data @data --json @out', /^\S+out cannot be written: it is a folder\.$/],
  ['evaluate --data @data --test @some.csv --predictions @nowhere/p', /cannot be written: its folder does not exist\.$/],
  ['evaluate --people @nowhere --release @release', /^The data folder \S+nowhere does not exist\.$/],
  ['evaluate --people @empty --release @release', /^ratings\.csv in \S+empty is empty\.$/],
  ['evaluate --people @data --release @nowhere', /^\S+nowhere is not a release: it has no manifest\.json\.$/],
  ['evaluate --people @data --data @data', /^\d+ of the people in data are in the training data data too \(user/],
  ['evaluate --data @data --hide-from @data', /^--hide-from belongs to the protocol ratings\.$/],
  ['train --data @data --hide-from @data --fit-only --out @out/r', /^Say either --fit-only or --hide-from, not both\.$/],
  ['train --data @data --hide-from @others --out @out/r', /^Only 0 of the 20 people in others are in the training data data\.$/],
  ['evaluate --data @data --met @data', /^--met belongs to --release and the protocol newcomers, without --people\.$/],
  ['evaluate --data @data --release @release --met @data --protocol tastes', /^--met belongs to --release and the protocol newcomers, without --people\.$/],
  ['evaluate --people @data --protocol ratings', /^--people belongs to the protocol newcomers\.$/],
  ['evaluate --data @data --release @release --protocol questions', /^--release and --no-fit belong to the protocols newcomers and tastes\.$/],
  ['evaluate --people @data --no-fit --model yamr', /^Say either --model or --no-fit, not both\.$/],
  ['score --release @nowhere --ratings @some.csv --top 3 --out @out/s', /^\S+nowhere is not a release: it has no manifest\.json\.$/],
  ['score --release @truncated --ratings @some.csv --top 3 --out @out/s', /^The model file rating-vectors\.bin is cut short: 100 of \d+ bytes\.$/],
  ['score --release @future --ratings @some.csv --top 3 --out @out/s', /has format 3; this version of YAMR reads format 2\. Update YAMR to use it\.$/],
  ['score --release @release --ratings @none.csv --top 3 --out @out/s', /^The file \S+none\.csv does not exist\.$/],
  ['score --release @release --ratings @empty.csv --top 3 --out @out/s', /^empty\.csv in \S+ is empty\.$/],
  ['score --release @release --ratings @header.csv --top 3 --out @out/s', /has the header "user,movie"/],
  ['score --release @release --ratings @bad.csv --top 3 --out @out/s', /line 2: "6" is not a half star from 0\.5 to 5\.$/],
  ['score --release @release --ratings @some.csv --top 0 --out @out/s', /argument '0' is invalid: It must be a whole number of at least 1; see/],
  ['score --release @release --ratings @some.csv --out @out/s', /^Say either --pairs FILE or --top N\.$/],
  ['score --release @release --ratings @some.csv --top 3 --out @nowhere/s', /^\S+ cannot be written: its folder does not exist\.$/],
  ['data --data @header', /has the header "user,movie,stars"/]
]; // prettier-ignore

describe('bad input', () => {
  const outcomes = new Map<string, Outcome>();
  beforeAll(async () => {
    const waiting = CASES.map(([line]) => line);
    const lane = async (): Promise<void> => {
      for (let line = waiting.shift(); line !== undefined; line = waiting.shift())
        outcomes.set(line, await run(line));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }, 300_000);

  it.each(CASES)('%s', (line, sentence) => {
    const { code, stdout, sentences } = outcomes.get(line) ?? { code: null, stdout: '', sentences: [] };
    expect(sentences).toEqual([expect.stringMatching(sentence)]);
    expect(code).toBeGreaterThan(0);
    expect(stdout).toBe('');
  });

  it('leaves no output, whole or in part', async () => {
    expect(await readdir(at('out'))).toEqual([]);
    const made = ['bad.csv', 'data', 'empty', 'empty.csv', 'equal', 'few', 'future', 'header', 'header.csv', 'latin', 'old', 'others', 'out', 'release', 'some.csv', 'truncated']; // prettier-ignore
    expect((await readdir(folder)).sort()).toEqual(made);
    expect((await readdir(at('data'))).sort()).toEqual([
      'links.csv',
      'movies.csv',
      'ratings.csv',
      'tags.csv'
    ]);
  });
});

describe('good input', () => {
  it('evaluates: a release on the people of a folder, nothing trained, every figure with its error', async () => {
    const { code, stdout, sentences } = await run(
      'evaluate --people @data --release @release --seed 1 --json @judged.json'
    );
    expect({ code, sentences }).toEqual({ code: 0, sentences: [] });
    expect(stdout).toMatch(/^Newcomers \(protocol B\), the people of data, mean of seeds 1\n/);
    expect(stdout).toMatch(/\nrelease release +\d\.\d{4} ±\d\.\d{4}/);
    const { mean, errors } = JSON.parse(await readFile(at('judged.json'), 'utf8')) as {
      mean: Record<string, Record<string, Record<string, number>>>;
      errors: typeof mean;
    };
    expect(Object.keys(mean)).toEqual(['release release']);
    expect(mean['release release']?.[10]?.['rmse']).toBeGreaterThan(0);
    expect(errors['release release']?.[10]?.['rmse']).toBeGreaterThan(0);
  });

  it("scores: the visitor's list, of as many movies as asked for", async () => {
    const { code, sentences } = await run(
      'score --release @release --ratings @some.csv --top 3 --out @top.csv'
    );
    expect({ code, sentences }).toEqual({ code: 0, sentences: [] });
    const lines = (await readFile(at('top.csv'), 'utf8')).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe('userId,rank,movieId,prediction');
    lines
      .slice(1, 4)
      .forEach((line, k) => expect(line).toMatch(new RegExp(`^7,${k + 1},\\d+,\\d\\.\\d{4}$`)));
  });
});
