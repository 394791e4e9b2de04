/**
 * Owns the last step of the build for offline use: every file of the site, except models and compressed copies,
 * is listed in the service worker. SvelteKit's own list lacks the chunks of workers (PLATFORM.md).
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { YamrError } from '#core/errors';
import { formatPrecache } from '#core/precache';
import { addressOf, listFiles } from './site-files.ts';

const WORKER = 'service-worker.js';
const PLACEHOLDER = '__YAMR_PRECACHE__';
/**
 * What is never kept: releases (lib/release does that), copies, what must come from the network, what only other programs read, and the
 * pages of single movies, which links from elsewhere lead to.
 */
const LEFT_OUT =
  /^(?:models\/|movie\/|service-worker\.js$|_app\/version\.json$|config\.json$|robots\.txt$|sitemap\.xml$|link-picture\.png$)|\.(?:br|gz|map)$/;

/** Files to keep by address, with the beginning of their sha256. */
export async function listPrecache(siteDir: string): Promise<Map<string, string>> {
  const paths = (await listFiles(siteDir)).filter((path) => !LEFT_OUT.test(path));
  const files = new Map<string, string>();
  for (const path of paths) {
    const bytes = await readFile(join(siteDir, path));
    files.set(addressOf(path), createHash('sha256').update(bytes).digest('hex').slice(0, 12));
  }
  return files;
}

/** Writes the list into the built service worker. Throws `internal` where that has no place for it. */
export async function writePrecache(siteDir: string): Promise<void> {
  const path = join(siteDir, WORKER);
  const script = await readFile(path, 'utf8');
  if (script.split(PLACEHOLDER).length !== 2) {
    throw new YamrError('internal', `The built ${WORKER} has no single place for the list of files.`);
  }
  const files = formatPrecache(await listPrecache(siteDir));
  await writeFile(
    path,
    script.replace(PLACEHOLDER, () => files)
  );
}
