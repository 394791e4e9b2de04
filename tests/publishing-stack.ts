/**
 * Owns everything that a maintainer has, for one test: MovieLens-shaped data, a store of releases, the site with its
 * backend, and the commands as they are typed. All of it lies in a folder of its own.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DEVELOPMENT_PRIVATE_KEY } from '#training/release/development-key';
import { generateMovieLens } from '#training/synthetic/generate';
import { writeMovieLens } from '#training/synthetic/write';
import { createApp } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { startLocalBackend } from '../server/local/backend.ts';
import { SITE_DIR } from './own-server.ts';

const PROJECT_DIR = join(import.meta.dirname, '..');
/** As few people and ratings as the gate takes for evidence. */
const SIZE = { users: 520, movies: 300, ratings: 26_000, seed: 3 };
const execute = promisify(execFile);

export interface PublishingStack {
  readonly url: string;
  /** Runs a program of this project and gives what it printed. Rejects unless it ends with 0. */
  run(script: string, ...args: string[]): Promise<string>;
  /** `npm run release -- ...` on this store. */
  release(...args: string[]): Promise<string>;
  /** `npm run retrain -- ...` with this data, database and store. */
  retrain(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/** Starts the site with a first release, trained in seconds, as the version in use. */
export async function startPublishingStack(): Promise<PublishingStack> {
  const folder = await mkdtemp(join(tmpdir(), 'yamr-publishing-'));
  const [data, first] = [join(folder, 'data'), join(folder, 'first')];
  const store = join(folder, 'site', 'models');
  const run = async (script: string, ...args: string[]): Promise<string> => {
    const { stdout } = await execute(process.execPath, ['--import', 'tsx', script, ...args], {
      cwd: PROJECT_DIR,
      env: { ...process.env, YAMR_SIGNING_KEY: DEVELOPMENT_PRIVATE_KEY }
    });
    return stdout;
  };
  const release = (...args: string[]): Promise<string> =>
    run('scripts/release.ts', ...args, '--store', store);

  await writeMovieLens(generateMovieLens(SIZE), data);
  await run('tests/train-small.ts', data, first);
  await release('publish', first);

  const backend = await startLocalBackend({
    folder: join(folder, 'backend'),
    print: () => undefined
  });
  const server = await listen(createApp(SITE_DIR, backend.app, join(folder, 'site')), 0);
  return {
    url: `http://localhost:${server.port}`,
    run,
    release,
    retrain: (...args) =>
      run(
        'scripts/retrain.ts',
        ...['--data', data, '--endpoint', backend.dynamoDb.endpoint, '--store', store],
        ...['--history', join(folder, 'retrain'), ...args]
      ),
    async close() {
      await server.close();
      await backend.close();
      await rm(folder, { recursive: true, force: true });
    }
  };
}
