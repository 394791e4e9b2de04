/** Owns where the data comes from: --data, YAMR_DATA, ../shared, an earlier download, or a download now. */
import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { YamrError } from '#core/errors';
import { silentProgress, type Progress } from '../progress.ts';
import { DATASET_NAME, downloadMovieLens, GROUPLENS_URL } from './download.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface FindOptions {
  /** The flag --data. */
  readonly data?: string | undefined;
  readonly progress?: Progress;
  readonly signal?: AbortSignal | undefined;
  /** YAMR_DATA (a folder) and YAMR_DATA_URL (where to download from) are read from it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The project's root: `../shared` and `.data` are seen from it. */
  readonly root?: string;
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/** Where the copy lies that comes with the workshop; it need not be there. */
export const sharedDataDirectory = (root: string = PROJECT_ROOT): string =>
  join(root, '..', 'shared', DATASET_NAME);

/**
 * The folder to load. What the person named is used or refused, never silently replaced.
 * Throws `not-found`, and what `downloadMovieLens` throws.
 */
export async function findData(options: FindOptions = {}): Promise<string> {
  const { data, progress = silentProgress, signal, env = process.env, root = PROJECT_ROOT } = options;
  for (const [named, by] of [
    [data, '--data'],
    [env['YAMR_DATA'], 'YAMR_DATA']
  ] as const) {
    if (named === undefined || named === '') continue;
    if (await isFolder(named)) return named;
    throw new YamrError('not-found', `The data folder ${named}, named by ${by}, does not exist.`);
  }
  const shared = sharedDataDirectory(root);
  if (await isFolder(shared)) return relative(process.cwd(), shared) || '.';
  const downloaded = join(root, '.data', DATASET_NAME);
  if (!(await isFolder(downloaded))) {
    const baseUrl = (env['YAMR_DATA_URL'] ?? GROUPLENS_URL).replace(/\/+$/, '');
    await downloadMovieLens(downloaded, { baseUrl, progress, signal });
  }
  return downloaded;
}
