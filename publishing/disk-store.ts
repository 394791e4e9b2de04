/** Owns releases in a folder, such as static/models: a file takes its name in one rename. */
import { mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '#training/atomic-output';
import type { ReleaseStore } from './store.ts';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

export function diskStore(folder: string): ReleaseStore {
  const at = (path: string): string => join(folder, path);
  return {
    name: folder,
    async list(version) {
      try {
        const entries = await readdir(version === undefined ? folder : at(version), { withFileTypes: true });
        const wanted = entries.filter((entry) =>
          version === undefined ? entry.isDirectory() : entry.isFile()
        );
        // A name with a dot before it is an unfinished write of a process that was ended.
        const names = wanted.map(({ name }) => name).filter((name) => !name.startsWith('.'));
        return names.map((name) => (version === undefined ? name : `${version}/${name}`)).sort();
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    async read(path) {
      try {
        return new Uint8Array(await readFile(at(path)));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async write(path, bytes) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFileAtomically(at(path), bytes);
    },
    async remove(path) {
      await rm(at(path), { force: true });
      // The last file takes the folder with it.
      await rmdir(dirname(at(path))).catch(() => undefined);
    }
  };
}
