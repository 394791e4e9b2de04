/** Owns reading a release's files from a folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { YamrError } from '#core/errors';
import type { ReleaseSource } from '#core/read-release';

/** Reading throws `not-found` with what is missing. */
export const folderSource = (directory: string): ReleaseSource => ({
  async read(path) {
    try {
      return new Uint8Array(await readFile(join(directory, path)));
    } catch (cause) {
      const what =
        path === 'manifest.json'
          ? `${directory} is not a release: it has no manifest.json.`
          : `The release ${directory} lacks its file ${path}.`;
      throw new YamrError('not-found', what, { cause });
    }
  }
});
