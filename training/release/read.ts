/** Owns reading a release folder in Node: the same reader and the same checks as in the browser. */
import { basename, resolve } from 'node:path';
import type { Bundle } from '#core/bundle';
import { readRelease, type LoadedRelease } from '#core/read-release';
import { folderSource } from './folder.ts';
import { sha256InNode } from './sha256.ts';

/** Throws `not-found` where a file is missing, and whatever `readRelease` finds wrong. */
export const readReleaseFolder = (directory: string): Promise<LoadedRelease> =>
  readRelease(folderSource(directory), sha256InNode);

/** Several folders, each named as it is; those of one name by their whole paths. Throws as `readReleaseFolder`. */
export async function readNamedReleases(
  directories: readonly string[]
): Promise<{ readonly name: string; readonly bundle: Bundle }[]> {
  const names = directories.map((directory) => basename(resolve(directory)));
  const isTaken = (name: string): boolean => names.filter((other) => other === name).length > 1;
  return Promise.all(
    directories.map(async (directory, at) => ({
      name: isTaken(names[at]!) ? resolve(directory) : `release ${names[at]!}`,
      bundle: (await readReleaseFolder(directory)).bundle
    }))
  );
}
