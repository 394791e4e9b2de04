/** Owns the list of the built site's files, and where each is found. */
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Paths of all files under a folder, relative to it, with forward slashes, in order. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** The address of a file of the site: pages without their `.html`, as the server answers them. */
export function addressOf(path: string): string {
  if (path === 'fallback.html') return `/${path}`;
  return `/${path}`.replace(/\/index\.html$/, '/').replace(/\.html$/, '');
}
