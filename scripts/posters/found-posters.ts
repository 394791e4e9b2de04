/**
 * Owns what earlier runs have found: a file of lines "tmdbId,/path.jpg" (no path: TMDB has no poster), added
 * to movie by movie, so that a run that ends early goes on where it stopped.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { YamrError } from '#core/errors';

export interface FoundPosters {
  /** undefined: not asked yet; null: there is none. */
  get(tmdbId: number): string | null | undefined;
  /** Keeps an answer, on disk before it resolves. */
  add(tmdbId: number, path: string | null): Promise<void>;
}

const LINE = /^(\d+),(\/[\w-]+\.\w+)?$/;

/** Opens (or begins) the file. Lines that are none, such as one cut short, are asked for again. */
export async function openFoundPosters(file: string): Promise<FoundPosters> {
  const found = new Map<number, string | null>();
  let text = '';
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) {
      throw new YamrError('unwritable', `${file} cannot be read and added to.`, { cause: thrown });
    }
  }
  const lines = text.split('\n');
  // The last line has no line break: it may have been cut short.
  const unfinished = lines.pop() ?? '';
  for (const line of lines) {
    const [, tmdbId, path] = LINE.exec(line) ?? [];
    if (tmdbId !== undefined) found.set(Number(tmdbId), path ?? null);
  }
  let before = unfinished === '' ? '' : '\n';
  return {
    get: (tmdbId) => found.get(tmdbId),
    async add(tmdbId, path) {
      const start = before;
      before = '';
      try {
        await mkdir(dirname(file), { recursive: true });
        await appendFile(file, `${start}${tmdbId},${path ?? ''}\n`);
      } catch (cause) {
        throw new YamrError('unwritable', `${file} cannot be written, so nothing found would be kept.`, {
          cause
        });
      }
      found.set(tmdbId, path);
    }
  };
}
