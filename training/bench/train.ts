/** Owns the scale table of training: time and memory against the number of ratings, on synthetic worlds. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const STEP = fileURLToPath(new URL('./train-step.ts', import.meta.url));
const run = promisify(execFile);

export interface WorldSize {
  readonly users: number;
  readonly movies: number;
  readonly ratings: number;
}

/** Shapes of MovieLens: ml-latest-small, and growing towards ml-10m. */
export const TRAIN_SIZES: readonly WorldSize[] = [
  { users: 610, movies: 9_742, ratings: 100_000 },
  { users: 1_900, movies: 10_000, ratings: 300_000 },
  { users: 6_000, movies: 12_000, ratings: 1_000_000 },
  { users: 18_000, movies: 15_000, ratings: 3_000_000 }
];
/** ml-32m. */
export const LOAD_SIZE: WorldSize = { users: 200_000, movies: 87_000, ratings: 32_000_000 };

export interface TrainMeasurement extends WorldSize {
  /** What a release carries, and what known users need: wall time in seconds. */
  readonly releaseSeconds: number;
  readonly knownUsersSeconds: number;
  /** Processor time of both, all threads: says more than wall time on a machine with other work. */
  readonly cpuSeconds: number;
  /** Resident memory at its highest, MB. */
  readonly peakMb: number;
}

export interface LoadMeasurement extends WorldSize {
  readonly loadSeconds: number;
  readonly peakMb: number;
}

async function step(task: string, size: WorldSize, folder: string, signal: AbortSignal): Promise<string> {
  const sizes = [size.users, size.movies, size.ratings].map(String);
  const { stdout } = await run(process.execPath, ['--import', 'tsx', STEP, task, ...sizes, folder], {
    signal
  });
  return stdout;
}

export async function measureTraining(size: WorldSize, signal: AbortSignal): Promise<TrainMeasurement> {
  return JSON.parse(await step('train', size, '', signal)) as TrainMeasurement;
}

/** Writes the world as CSV first, in another process, and measures reading it. */
export async function measureLoading(size: WorldSize, signal: AbortSignal): Promise<LoadMeasurement> {
  const folder = await mkdtemp(join(tmpdir(), 'yamr-load-'));
  try {
    await step('write', size, join(folder, 'data'), signal);
    return JSON.parse(await step('load', size, join(folder, 'data'), signal)) as LoadMeasurement;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lines of text. */
export function printTraining(rows: readonly TrainMeasurement[]): string[] {
  const [first] = rows;
  return [
    'ratings'.padStart(10) +
      'users'.padStart(9) +
      'movies'.padStart(9) +
      'release s'.padStart(12) +
      'known users s'.padStart(15) +
      'processor s'.padStart(13) +
      'peak MB'.padStart(10) +
      'processor time / ratings, to the first'.padStart(40),
    ...rows.map((row) => {
      const growth = first ? row.cpuSeconds / first.cpuSeconds / (row.ratings / first.ratings) : NaN;
      return (
        String(row.ratings).padStart(10) +
        String(row.users).padStart(9) +
        String(row.movies).padStart(9) +
        row.releaseSeconds.toFixed(1).padStart(12) +
        row.knownUsersSeconds.toFixed(1).padStart(15) +
        row.cpuSeconds.toFixed(0).padStart(13) +
        row.peakMb.toFixed(0).padStart(10) +
        growth.toFixed(2).padStart(40)
      );
    })
  ];
}
