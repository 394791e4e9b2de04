/** `npm run data` as a process: what it prints of a folder, and its one sentence where there is none. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { generateMovieLens } from '#training/synthetic/generate';
import { writeMovieLens } from '#training/synthetic/write';

vi.setConfig({ testTimeout: 30_000 });

const root = fileURLToPath(new URL('..', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-data-'));
  await writeMovieLens(
    generateMovieLens({ users: 20, movies: 50, ratings: 500, seed: 1 }),
    join(folder, 'good')
  );
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function runData(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'scripts/data.ts', ...args],
      { cwd: root },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
      }
    );
  });
}

it('prints what a folder holds, and the rows it leaves out', async () => {
  const { code, stdout } = await runData('--data', join(folder, 'good'));
  expect(code).toBe(0);
  expect(stdout).toMatch(/^good in \S+\nsha256 [0-9a-f]{64}\nRatings: 500 by 20 users of \d+ movies, /);
  expect(stdout).toMatch(/\n {2}3\.5 +\d+ #+\n/);
  expect(stdout).toMatch(/\nMovies: 50, \d{4} to \d{4}, /);
  expect(stdout).toMatch(/\nChecked: \d+ rows, all good\n$/);
});

it('converts an older format and says what the new folder holds', async () => {
  const from = join(folder, 'ml-1m');
  await mkdir(from);
  await writeFile(join(from, 'movies.dat'), Buffer.from('1::Léon (1994)::Crime\n', 'latin1'));
  await writeFile(join(from, 'ratings.dat'), '1::1::5::978300760\n');
  const { code, stdout } = await runData('--from', from, '--out', join(folder, 'new'));
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^movies\.csv from movies\.dat, lines in Windows-1252: 1\nratings\.csv from ratings\.dat, all of it UTF-8\nnew in \S+\n/
  );
  expect(stdout).toMatch(/\nRatings: 1 by 1 users of 1 movies, [\s\S]*\nChecked: 2 rows, all good\n$/);
});

it('answers a missing folder, an empty file and an unknown flag with one sentence', async () => {
  const missing = join(folder, 'nowhere');
  expect(await runData('--data', missing)).toEqual({
    code: 1,
    stdout: '',
    stderr: `The data folder ${missing}, named by --data, does not exist.\n`
  });
  await writeFile(join(folder, 'good', 'ratings.csv'), '');
  const empty = await runData('--data', join(folder, 'good'));
  expect(empty.code).toBe(1);
  expect(empty.stderr).toBe(`ratings.csv in ${join(folder, 'good')} is empty.\n`);
  expect((await runData('--dta', 'x')).stderr).toBe("Unknown option '--dta'; see npm run data -- --help.\n");
});
