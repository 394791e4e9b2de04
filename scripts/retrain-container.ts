/**
 * Owns the start of the retrain in its container: MovieLens comes from a bucket (YAMR_DATA_FROM), then the command runs
 * with the arguments given here, in bounded time, and its exit status is this one's. What ends without having told
 * CloudWatch how is told from here.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toPlainError, YamrError } from '#core/errors';
import { METRICS_VARIABLE, retrainMetric } from '../publishing/retrain/emf.ts';
import { parseS3Address, s3Store } from '../publishing/s3-store.ts';
import type { ReleaseStore } from '../publishing/store.ts';
import { PROJECT_DIR } from './build.ts';
import { runNode } from './run.ts';

/** Where MovieLens lies: s3://bucket/folder. */
export const DATA_VARIABLE = 'YAMR_DATA_FROM';
const NEEDED_FILES = ['ratings.csv', 'movies.csv'];
const OTHER_FILES = ['tags.csv', 'links.csv'];
/** Ten times what 100,000 ratings take, ms. */
const TIME_LIMIT_MS = 3 * 3_600_000;
/** What the retrain ends with when it has told CloudWatch itself: published, failed, refused. */
const TOLD = [0, 1, 3];

/** Throws `not-found` for a file that training needs. */
export async function fetchData(from: ReleaseStore, folder: string): Promise<void> {
  for (const name of [...NEEDED_FILES, ...OTHER_FILES]) {
    const bytes = await from.read(name);
    if (bytes) await writeFile(join(folder, name), bytes);
    else if (NEEDED_FILES.includes(name))
      throw new YamrError(
        'not-found',
        `${from.name} has no ${name}; docs/deploy.md says how to bring it there.`
      );
  }
}

/** Resolves to the exit status. */
export async function retrainInContainer(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'yamr-data-'));
  const failed = (sentence: string): void => {
    process.stderr.write(`${sentence}\n`);
    const backend = env[METRICS_VARIABLE];
    if (backend) process.stdout.write(`${retrainMetric(backend, 'Failed', Date.now())}\n`);
  };
  try {
    const from = args.includes('--help') ? undefined : env[DATA_VARIABLE];
    if (from !== undefined)
      await fetchData(s3Store(parseS3Address(from), env['AWS_ENDPOINT_URL_S3']), folder);
    const data = from === undefined ? [] : ['--data', folder];
    const command = ['--import', 'tsx', 'scripts/retrain.ts', ...data, ...args];
    const code = await runNode(command, PROJECT_DIR, TIME_LIMIT_MS);
    if (code === 2) failed('The retrain did not begin: a flag or a variable of the container is wrong.');
    else if (!TOLD.includes(code))
      failed(`The retrain was ended from outside (status ${code}): memory, time or a deployment.`);
    return code;
  } catch (thrown) {
    failed(toPlainError(thrown).message);
    return 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = await retrainInContainer(process.argv.slice(2));
