/**
 * Owns unpacking an archive of a MovieLens edition: ZIP, gzip of one file, gzip of a tar. Only files by the names of
 * a dataset are taken, by their last name alone, so that nothing is written anywhere else.
 */
import { closeSync, createReadStream, createWriteStream, openSync, writeSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Unzip, UnzipInflate } from 'fflate';
import { throwIfAborted, YamrError } from '#core/errors';
import { firstBytes } from './text.ts';

export type ArchiveKind = 'zip' | 'gzip';

/** The names under which editions keep what a dataset folder needs. */
const NAMES = /^((movies|ratings|tags|links|credits)\.(csv|dat)|u\.(item|data))$/i;
export const isDatasetFile = (name: string): boolean => NAMES.test(name);

/** By its first bytes: a wrong name misleads nobody. */
export async function archiveKind(path: string): Promise<ArchiveKind | undefined> {
  const [a, b, c, d] = await firstBytes(path, 4);
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4) return 'zip';
  return a === 0x1f && b === 0x8b ? 'gzip' : undefined;
}

const damaged = (path: string, cause?: unknown): YamrError =>
  new YamrError('bad-data', `${path} cannot be unpacked: it is damaged, cut short or of an unknown kind.`, {
    cause
  });

/** The name in the folder of what the archive calls `path`; undefined for what is not wanted. */
function nameFor(path: string, archive: string, taken: Set<string>): string | undefined {
  const name = basename(path).toLowerCase();
  if (!isDatasetFile(name) || path.includes('__MACOSX')) return undefined;
  if (taken.has(name))
    throw new YamrError('bad-data', `${archive} holds ${name} twice; unpack it and name one of its folders.`);
  taken.add(name);
  return name;
}

export interface UnpackOptions {
  /** Called with the bytes of the archive that have been read so far. */
  readonly onBytes: (doneBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

async function unzip(archive: string, folder: string, { onBytes, signal }: UnpackOptions): Promise<void> {
  const taken = new Set<string>();
  const open = new Map<string, number>();
  const failures: Error[] = [];
  const reader = new Unzip((entry) => {
    const name = nameFor(entry.name, archive, taken);
    if (name === undefined) return;
    const handle = openSync(join(folder, name), 'w');
    open.set(name, handle);
    entry.ondata = (error, chunk, isLast) => {
      // On an error fflate hands over no chunk, whatever its types say.
      if (error) return void failures.push(error);
      writeSync(handle, chunk);
      if (!isLast) return;
      closeSync(handle);
      open.delete(name);
    };
    entry.start();
  });
  reader.register(UnzipInflate);
  try {
    let doneBytes = 0;
    for await (const chunk of createReadStream(archive) as AsyncIterable<Buffer>) {
      throwIfAborted(signal);
      onBytes((doneBytes += chunk.length));
      reader.push(chunk);
      if (failures[0]) throw failures[0];
    }
    reader.push(new Uint8Array(0), true);
    if (open.size > 0) throw failures[0] ?? new Error('an entry does not end');
  } catch (thrown) {
    for (const handle of open.values()) closeSync(handle);
    throw thrown instanceof YamrError ? thrown : damaged(archive, thrown);
  }
}

const BLOCK = 512;
const field = (header: Buffer, from: number, to: number): string =>
  header.toString('latin1', from, to).replace(/\0.*$/s, '');

/** Takes the plain files out of a tar; long names of further kinds of entries are not needed for ours. */
async function untar(path: string, archive: string, folder: string): Promise<void> {
  const taken = new Set<string>();
  const file = await open(path);
  try {
    const header = Buffer.alloc(BLOCK);
    for (let at = 0; ;) {
      const { bytesRead } = await file.read(header, 0, BLOCK, at);
      if (bytesRead < BLOCK) throw damaged(archive);
      if (header.every((byte) => byte === 0)) return;
      const size = parseInt(field(header, 124, 136).trim(), 8);
      if (!Number.isSafeInteger(size)) throw damaged(archive);
      const isFile = ['0', ''].includes(field(header, 156, 157));
      const name = isFile ? nameFor(field(header, 0, 100), archive, taken) : undefined;
      const start = at + BLOCK;
      if (name !== undefined && size > 0) {
        const bytes = createReadStream(path, { start, end: start + size - 1 });
        await pipeline(bytes, createWriteStream(join(folder, name)));
        if (bytes.bytesRead < size) throw damaged(archive);
      }
      at = start + Math.ceil(size / BLOCK) * BLOCK;
    }
  } finally {
    await file.close();
  }
}

async function gunzip(archive: string, folder: string, { onBytes, signal }: UnpackOptions): Promise<void> {
  const plain = join(folder, 'unpacked');
  const packed = createReadStream(archive);
  packed.on('data', () => onBytes(packed.bytesRead));
  try {
    await pipeline(packed, createGunzip(), createWriteStream(plain), { ...(signal && { signal }) });
  } catch (cause) {
    throwIfAborted(signal);
    throw damaged(archive, cause);
  }
  const isTar = (await firstBytes(plain, BLOCK)).toString('latin1', 257, 262) === 'ustar';
  const name = basename(archive).replace(/\.gz$/i, '').toLowerCase();
  if (!isTar && isDatasetFile(name)) return rename(plain, join(folder, name));
  if (isTar) await untar(plain, archive, folder);
  await rm(plain);
}

/** Writes the dataset's files in `archive` into `folder`. Throws `bad-data` for a damaged one, `aborted`. */
export async function unpack(
  archive: string,
  kind: ArchiveKind,
  folder: string,
  options: UnpackOptions
): Promise<void> {
  await (kind === 'zip' ? unzip : gunzip)(archive, folder, options);
}
