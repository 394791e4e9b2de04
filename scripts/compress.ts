/**
 * Owns the compressed copies of the built site: `<file>.br` and `<file>.gz` beside each file that gets
 * smaller. adapter-static's own precompression skips .bin and .webmanifest, so the build calls this instead.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { isCompressible } from '../server/content-types.ts';

const MIN_SIZE_BYTES = 1024;
/** Above it the best brotli quality costs seconds a file, for a few percent. */
const LARGE_SIZE_BYTES = 1_000_000;
/** A copy must save at least this share to be worth the decompression. */
const MIN_SAVING = 0.05;

async function compressFile(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (bytes.length < MIN_SIZE_BYTES) return;
  const quality = bytes.length > LARGE_SIZE_BYTES ? 9 : 11;
  const copies = await Promise.all([
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length
      }
    }),
    promisify(gzip)(bytes, { level: 9 })
  ]);
  for (const [index, copy] of copies.entries()) {
    if (copy.length > bytes.length * (1 - MIN_SAVING)) continue;
    await writeFile(path + (index === 0 ? '.br' : '.gz'), copy);
  }
}

/** Writes the compressed copies of every file under `siteDir`. zlib runs them on its own threads. */
export async function compressSite(siteDir: string): Promise<void> {
  const entries = await readdir(siteDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && isCompressible(entry.name));
  await Promise.all(files.map((file) => compressFile(join(file.parentPath, file.name))));
}
