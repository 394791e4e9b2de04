/** Owns reading a release folder in Node: the same reader and the same checks as in the browser. */
import { readRelease, type LoadedRelease } from '#core/read-release';
import { folderSource } from './folder.ts';
import { sha256InNode } from './sha256.ts';

/** Throws `not-found` where a file is missing, and whatever `readRelease` finds wrong. */
export const readReleaseFolder = (directory: string): Promise<LoadedRelease> =>
  readRelease(folderSource(directory), sha256InNode);
