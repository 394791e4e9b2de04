/** Owns where the data comes from: --data, YAMR_DATA, ../shared, an earlier download, or a download now. */
import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { YamrError } from '#core/errors';
import { silentProgress, type Progress } from '../progress.ts';
import { DATASET_NAME, downloadMovieLens, GROUPLENS_URL } from './download.ts';
import { explainFormat } from './formats/source.ts';

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

/** Folders beside the project that are looked for, the best first. */
const SHARED_NAMES = ['movielens-pool', DATASET_NAME] as const;

/** What the flag --data says of itself in every command. */
export const DATA_FLAG_HELP = `a folder in MovieLens format (default: YAMR_DATA, ${SHARED_NAMES.map((name) => `../shared/${name}`).join(', ')}, a download)`;

const sharedDirectory = (root: string, name: string): string => join(root, '..', 'shared', name);

/** Where ml-latest-small lies beside the project: known figures are about it. It need not be there. */
export const sharedDataDirectory = (root: string = PROJECT_ROOT): string =>
  sharedDirectory(root, DATASET_NAME);

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
    const explanation = await explainFormat(named);
    if (explanation !== undefined) throw new YamrError('not-found', explanation);
    throw new YamrError('not-found', `The data folder ${named}, named by ${by}, does not exist.`);
  }
  for (const name of SHARED_NAMES) {
    const shared = sharedDirectory(root, name);
    if (await isFolder(shared)) return relative(process.cwd(), shared) || '.';
  }
  const downloaded = join(root, '.data', DATASET_NAME);
  if (!(await isFolder(downloaded))) {
    const baseUrl = (env['YAMR_DATA_URL'] ?? GROUPLENS_URL).replace(/\/+$/, '');
    await downloadMovieLens(downloaded, { baseUrl, progress, signal });
  }
  return downloaded;
}
