/**
 * Owns how commands and training write: everything goes to a temporary neighbour first and takes its final
 * name in one rename, so that a failure, Ctrl-C or a full disk never leaves half an output.
 */
import { constants, rmSync } from 'node:fs';
import {
  access,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  type FileHandle
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { YamrError } from '#core/errors';

/** What to write: all of it, or a function that writes it piece by piece. */
export type FileContent = string | Uint8Array | ((write: WriteChunk) => Promise<void>);
export type WriteChunk = (chunk: string | Uint8Array) => Promise<void>;

/** Temporary files and folders that exist right now: what an interrupted process must take with it. */
const temporaryPaths = new Set<string>();
let temporaryCount = 0;

function temporaryName(target: string): string {
  const name = `.${basename(target)}.tmp-${process.pid}-${temporaryCount++}`;
  const path = join(dirname(target), name);
  temporaryPaths.add(path);
  return path;
}

/** Removes all unfinished output at once: the last act of a process that is being ended. */
export function discardUnfinishedOutput(): void {
  for (const path of temporaryPaths) rmSync(path, { recursive: true, force: true });
  temporaryPaths.clear();
}

async function discard(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  temporaryPaths.delete(path);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'its name is too long'
};

/** The one sentence for a path that cannot be written; other errors than the file system's pass unchanged. */
function unwritable(path: string, thrown: unknown): unknown {
  if (thrown instanceof YamrError || !(thrown instanceof Error) || !('syscall' in thrown)) return thrown;
  const code = 'code' in thrown ? String(thrown.code) : '';
  return new YamrError('unwritable', `${path} cannot be written: ${REASONS[code] ?? thrown.message}.`, {
    cause: thrown
  });
}

async function kindOf(path: string): Promise<'missing' | 'file' | 'folder' | 'device'> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'device';
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return 'missing';
    throw thrown;
  }
}

/** Throws `unwritable` where a file could not be written: asked before long work, whose result would be lost. */
export async function refuseUnwritable(path: string): Promise<void> {
  try {
    const kind = await kindOf(path);
    if (kind === 'folder') throw new YamrError('unwritable', `${path} cannot be written: it is a folder.`);
    await access(kind === 'device' ? path : dirname(resolve(path)), constants.W_OK);
  } catch (thrown) {
    throw unwritable(path, thrown);
  }
}

async function fill(handle: FileHandle, content: FileContent): Promise<void> {
  if (typeof content === 'function') await content(async (chunk) => handle.writeFile(chunk));
  else await handle.writeFile(content);
}

/**
 * Writes a file that exists whole or not at all. The temporary file is opened before a content function is
 * called, so that an unwritable path fails before long work starts. `mode`: of a new file. Throws `unwritable`.
 */
export async function writeFileAtomically(path: string, content: FileContent, mode = 0o666): Promise<void> {
  let temporary: string | undefined;
  try {
    const kind = await kindOf(path);
    if (kind === 'folder') throw new YamrError('unwritable', `${path} cannot be written: it is a folder.`);
    // A link keeps being a link, and a device (/dev/stdout) is written to: renaming would replace it.
    const target = kind === 'missing' ? resolve(path) : await realpath(path);
    if (kind !== 'device') temporary = temporaryName(target);
    const handle = await open(temporary ?? path, 'w', mode);
    try {
      await fill(handle, content);
      // A rename can reach the disk before the bytes do: after a power cut the name would hold nothing.
      if (temporary !== undefined) await handle.sync();
    } finally {
      await handle.close();
    }
    if (temporary === undefined) return;
    await rename(temporary, target);
    temporaryPaths.delete(temporary);
  } catch (thrown) {
    if (temporary !== undefined) await discard(temporary);
    throw unwritable(path, thrown);
  }
}

/** Removes the empty folders from `folder` up to `first`, which this process made. */
async function removeMade(folder: string, first: string | undefined): Promise<void> {
  for (let path = folder; first !== undefined && path.startsWith(first); path = dirname(path)) {
    try {
      await rmdir(path);
    } catch {
      return;
    }
  }
}

/** Throws `unwritable` unless `path` is free, an empty folder, or a release (holds manifest.json). */
async function refuseToReplace(path: string): Promise<void> {
  const kind = await kindOf(path);
  if (kind === 'missing') return;
  if (kind !== 'folder') throw new YamrError('unwritable', `${path} cannot be written: it is not a folder.`);
  const entries = await readdir(path);
  if (entries.length > 0 && !entries.includes('manifest.json')) {
    throw new YamrError(
      'unwritable',
      `${path} cannot be written: it is a folder with other files in it; name a new or empty one.`
    );
  }
}

/**
 * Makes a folder that exists whole or not at all: `build` fills a temporary neighbour, which then takes the
 * name. Parent folders are made. An existing folder is replaced only if it is empty or holds a release
 * (manifest.json). Throws `unwritable`, before `build` runs where that can be known.
 */
export async function buildDirectoryAtomically<T>(
  path: string,
  build: (folder: string) => Promise<T>
): Promise<T> {
  const target = resolve(path);
  const parent = dirname(target);
  let temporary: string | undefined;
  let firstMade: string | undefined;
  try {
    await refuseToReplace(path);
    firstMade = await mkdir(parent, { recursive: true });
    temporary = temporaryName(target);
    await mkdir(temporary);
    const result = await build(temporary);
    await refuseToReplace(path);
    await replaceFolder(temporary, target);
    temporaryPaths.delete(temporary);
    return result;
  } catch (thrown) {
    if (temporary !== undefined) await discard(temporary);
    await removeMade(parent, firstMade);
    throw unwritable(path, thrown);
  }
}

async function replaceFolder(from: string, to: string): Promise<void> {
  if ((await kindOf(to)) === 'missing') return rename(from, to);
  // No file system swaps two folders in one portable step: the old one steps aside and returns on failure.
  const aside = temporaryName(to);
  temporaryPaths.delete(aside);
  await rename(to, aside);
  try {
    await rename(from, to);
  } catch (thrown) {
    await rename(aside, to);
    throw thrown;
  }
  await rm(aside, { recursive: true, force: true });
}
