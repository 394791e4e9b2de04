/**
 * Owns one line of the scale table, in a process of its own so that its peak memory is its own: makes a
 * synthetic world of the asked size and loads or trains it. Prints one line of JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDataset } from '../dataset.ts';
import { yamr } from '../models/yamr/model.ts';
import { loadMovieLens } from '../movielens/load.ts';
import { generateMovieLens } from '../synthetic/generate.ts';
import { writeMovieLens } from '../synthetic/write.ts';

const [task, users, movies, ratings, folder] = process.argv.slice(2);
const size = { users: Number(users), movies: Number(movies), ratings: Number(ratings), seed: 1 };
const seconds = (fromMs: number): number => (performance.now() - fromMs) / 1000;
/** Peak resident memory of this process so far, MB. */
const peakMb = (): number => process.resourceUsage().maxRSS / 1024;
const report = (result: object): void => {
  process.stdout.write(`${JSON.stringify({ ...size, ...result })}\n`);
};

if (task === 'train') {
  const dataset = buildDataset(generateMovieLens(size));
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  await yamr.fitRelease(dataset, 1);
  const releaseSeconds = seconds(startMs);
  const knownMs = performance.now();
  await yamr.fitKnownUsers(dataset, 1);
  const { user, system } = process.cpuUsage(startCpu);
  report({
    releaseSeconds,
    knownUsersSeconds: seconds(knownMs),
    cpuSeconds: (user + system) / 1e6,
    peakMb: peakMb()
  });
} else if (task === 'write') {
  await writeMovieLens(generateMovieLens(size), folder ?? (await mkdtemp(join(tmpdir(), 'yamr-'))));
} else {
  const startMs = performance.now();
  const tables = await loadMovieLens(folder ?? '');
  const loadSeconds = seconds(startMs);
  if (tables.ratings.stars.length !== size.ratings) throw new Error('The folder lost ratings on the way.');
  report({ loadSeconds, peakMb: peakMb() });
  await rm(folder ?? '', { recursive: true, force: true });
}
