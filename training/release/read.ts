/** Owns reading a release folder in Node: the same reader and the same checks as in the browser. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { YamrError } from '#core/errors';
import { readRelease, type LoadedRelease } from '#core/read-release';

/** Throws `not-found` where a file is missing, and whatever `readRelease` finds wrong. */
export function readReleaseFolder(directory: string): Promise<LoadedRelease> {
  return readRelease(
    {
      async read(path) {
        try {
          return new Uint8Array(await readFile(join(directory, path)));
        } catch (cause) {
          const what =
            path === 'manifest.json' ? `${directory} is not a release: it has no manifest.json.` : undefined;
          throw new YamrError('not-found', what ?? `The release ${directory} lacks its file ${path}.`, {
            cause
          });
        }
      }
    },
    (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex'))
  );
}
