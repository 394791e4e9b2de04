/** Owns releases in a folder, such as static/models: a file takes its name in one rename. */
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { YamrError } from '#core/errors';
import { writeFileAtomically } from '#training/atomic-output';
import { isSame, type ReleaseStore } from './store.ts';

/** Longer than any two calls of the file system: who leaves a claim for so long was ended in between. */
const CLAIM_EXPIRES_MS = 10_000;

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

async function readOrNothing(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Gives a name to a file that is there, unless it is taken: one of all processes succeeds. */
async function takeName(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Compare and swap with what every file system has: only one process at a time can link the name that belongs to the
 * content to be followed, and only who has that name may follow it.
 */
async function swap(path: string, next: string, before: Uint8Array | undefined): Promise<boolean> {
  if (before === undefined) return takeName(next, path);
  const content = createHash('sha256').update(before).digest('hex').slice(0, 16);
  const claim = join(dirname(path), `.${basename(path)}.after-${content}`);
  if (!(await takeName(next, claim))) {
    const claimedMs = (await stat(claim).catch(() => undefined))?.ctimeMs ?? Date.now();
    if (Date.now() - claimedMs > CLAIM_EXPIRES_MS) await rm(claim, { force: true });
    return false;
  }
  try {
    if (!isSame(await readOrNothing(path), before)) return false;
    await rename(next, path);
    return true;
  } finally {
    await unlink(claim);
  }
}

export function diskStore(folder: string): ReleaseStore {
  const at = (path: string): string => join(folder, path);
  return {
    name: folder,
    async list(inside) {
      try {
        const entries = await readdir(inside === undefined ? folder : at(inside), { withFileTypes: true });
        const wanted = entries.filter((entry) =>
          inside === undefined ? entry.isDirectory() : entry.isFile()
        );
        // A name with a dot before it is an unfinished write of a process that was ended, or a lock.
        const names = wanted.map(({ name }) => name).filter((name) => !name.startsWith('.'));
        return names.map((name) => (inside ? `${inside}/${name}` : name)).sort();
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return [];
        throw error;
      }
    },
    read: (path) => readOrNothing(at(path)),
    async write(path, bytes) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFileAtomically(at(path), bytes);
    },
    async replace(path, bytes, before) {
      await mkdir(dirname(at(path)), { recursive: true });
      const next = join(dirname(at(path)), `.${basename(path)}.next-${randomUUID()}`);
      try {
        await writeFile(next, bytes);
        return await swap(at(path), next, before);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new YamrError('unwritable', `${at(path)} cannot be written: ${why}.`, { cause });
      } finally {
        await rm(next, { force: true });
      }
    },
    async remove(path) {
      await rm(at(path), { force: true });
      // The last file takes the folder with it.
      await rmdir(dirname(at(path))).catch(() => undefined);
    }
  };
}
