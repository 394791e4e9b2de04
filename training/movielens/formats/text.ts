/**
 * Owns reading text of unknown encoding by lines: UTF-8, UTF-16 with its mark, and, line by line where it is no
 * UTF-8, Windows-1252, which holds all of Latin-1's letters. A byte that means nothing in any of them is refused.
 */
import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { YamrError } from '#core/errors';
import { readLines } from '../utf8.ts';

/** How many lines had to be read in which encoding. */
export interface EncodingTally {
  utf8: number;
  windows1252: number;
  utf16: number;
}

export const newTally = (): EncodingTally => ({ utf8: 0, windows1252: 0, utf16: 0 });

/** The file's first bytes, fewer where it is shorter. */
export async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const LATIN = new TextDecoder('windows-1252');
/** Controls that no text holds: what Windows-1252's five unused bytes would become. */
const UNUSED = /[\u0080-\u009f]/;

function decodeLine(bytes: Buffer, tally: EncodingTally): string | undefined {
  if (isUtf8(bytes)) {
    tally.utf8++;
    return bytes.toString('utf8');
  }
  const text = LATIN.decode(bytes);
  if (UNUSED.test(text)) return undefined;
  tally.windows1252++;
  return text;
}

async function* readUtf16(path: string, encoding: string, tally: EncodingTally): AsyncGenerator<string> {
  const file = await open(path);
  try {
    // What Excel saves: a list of movies, not gigabytes of ratings.
    const text = new TextDecoder(encoding, { fatal: true }).decode(await file.readFile());
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) {
      tally.utf16++;
      yield line;
    }
  } catch (cause) {
    throw new YamrError('bad-data', `${basename(path)} is neither UTF-8 nor whole UTF-16.`, { cause });
  } finally {
    await file.close();
  }
}

/** The lines as text, without a mark and line ends. Throws `bad-data` for what is no text, with its line. */
export async function* readTextLines(path: string, tally: EncodingTally): AsyncGenerator<string> {
  const [first, second] = await firstBytes(path, 2);
  const utf16 = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined; // prettier-ignore
  let line = 0;
  if (utf16) {
    for await (const text of readUtf16(path, utf16, tally)) yield text.replace(/\r$/, '');
    return;
  }
  for await (const bytes of readLines(path)) {
    const text = decodeLine(bytes, tally);
    line++;
    if (text === undefined)
      throw new YamrError('bad-data', `${basename(path)}, line ${line}, is neither UTF-8 nor Latin-1.`);
    yield (line === 1 ? text.replace(/^\uFEFF/, '') : text).replace(/\r$/, '');
  }
}
