/** Owns the list of the built site's files. */
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
