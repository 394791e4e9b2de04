/**
 * Owns getting ml-latest-small from GroupLens: the archive and its published md5, checked before anything is
 * unpacked, unpacked into a folder that appears whole. https://grouplens.org/datasets/movielens/
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { YamrError } from '#core/errors';
import { buildDirectoryAtomically } from '../atomic-output.ts';
import type { Progress } from '../progress.ts';

export const GROUPLENS_URL = 'https://files.grouplens.org/datasets/movielens';
export const DATASET_NAME = 'ml-latest-small';

export interface DownloadOptions {
  /** Where the archive and its .md5 lie, without a final slash. */
  readonly baseUrl: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
  /** Silence of the server, in ms, after which the download is given up. */
  readonly stallTimeoutMs?: number;
}

const INSTEAD = 'put the data in a folder and name it with --data DIR or YAMR_DATA';
const REQUIRED = ['movies.csv', 'ratings.csv'];

function networkError(
  url: string,
  signal: AbortSignal | undefined,
  received: boolean,
  cause: unknown
): YamrError {
  if (signal?.aborted) return new YamrError('aborted', 'The work was cancelled.', { cause });
  if (received) {
    return new YamrError(
      'truncated',
      `The download of ${url} broke off half-way; try again, or ${INSTEAD}.`,
      { cause }
    );
  }
  const { host } = new URL(url);
  return new YamrError('network', `${host} cannot be reached to download MovieLens; ${INSTEAD}.`, { cause });
}

/** The whole body. Throws `network`, `http-status`, `truncated`, `aborted`. */
async function fetchBytes(url: string, options: DownloadOptions): Promise<Uint8Array> {
  const { signal, stallTimeoutMs = 30_000, progress } = options;
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), stallTimeoutMs);
  let received = false;
  try {
    const response = await fetch(url, {
      signal: signal ? AbortSignal.any([signal, stall.signal]) : stall.signal
    });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new YamrError(
        'http-status',
        `${url} answered ${response.status} instead of the data; ${INSTEAD}.`
      );
    }
    received = true;
    const promised = Number(response.headers.get('content-length') ?? 0);
    progress.start(`Downloading ${url}`, promised);
    const chunks: Uint8Array[] = [];
    let doneBytes = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      timer = setTimeout(() => stall.abort(), stallTimeoutMs);
      chunks.push(chunk);
      progress.update((doneBytes += chunk.length));
    }
    progress.finish();
    return Buffer.concat(chunks);
  } catch (thrown) {
    if (thrown instanceof YamrError) throw thrown;
    throw networkError(url, signal, received, thrown);
  } finally {
    clearTimeout(timer);
  }
}

/** The files of the archive's one folder, by plain name: nothing that could be written anywhere else. */
function unpack(archive: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  try {
    for (const [path, bytes] of Object.entries(unzipSync(archive))) {
      const [folder, name, ...deeper] = path.split('/');
      if (folder !== DATASET_NAME || name === undefined || deeper.length > 0) continue;
      if (/^\w[\w.-]*\.(csv|txt)$/.test(name)) files.set(name, bytes);
    }
  } catch (cause) {
    throw new YamrError('bad-data', `The MovieLens archive cannot be unpacked; ${INSTEAD}.`, { cause });
  }
  if (!REQUIRED.every((name) => files.has(name))) {
    throw new YamrError('bad-data', `The MovieLens archive holds no ${REQUIRED.join(' and ')}; ${INSTEAD}.`);
  }
  return files;
}

/**
 * Downloads, verifies and unpacks into `directory`, which exists whole afterwards or not at all.
 * Throws `network`, `http-status`, `truncated`, `hash-mismatch`, `bad-data`, `unwritable` and `aborted`.
 */
export async function downloadMovieLens(directory: string, options: DownloadOptions): Promise<void> {
  const url = `${options.baseUrl}/${DATASET_NAME}.zip`;
  await buildDirectoryAtomically(directory, async (folder) => {
    const published = /\b[0-9a-f]{32}\b/i.exec(
      Buffer.from(await fetchBytes(`${url}.md5`, options)).toString()
    )?.[0];
    if (published === undefined) {
      throw new YamrError('bad-data', `${url}.md5 holds no checksum to verify the data with; ${INSTEAD}.`);
    }
    const archive = await fetchBytes(url, options);
    // GroupLens publishes nothing stronger than md5; against accidents it is enough.
    if (createHash('md5').update(archive).digest('hex') !== published.toLowerCase()) {
      throw new YamrError(
        'hash-mismatch',
        `The download of ${url} does not match its checksum; try again, or ${INSTEAD}.`
      );
    }
    for (const [name, bytes] of unpack(archive)) await writeFile(join(folder, name), bytes);
  });
}
