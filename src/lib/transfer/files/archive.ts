/**
 * Owns the opening of ZIP archives within bounds: what comes out is counted while it comes, whatever the archive says
 * of itself (fflate's `unzipSync` believes it, and cuts off what is longer).
 */
import { Unzip, UnzipInflate } from 'fflate';
import { YamrError } from '#core/errors';
import type { LeftOutFile } from '../rows.ts';

export interface PickedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Far above any real export; what is larger is a mistake or a bomb. */
export const MAX_BYTES = 64 * 1024 * 1024;
const MAX_ENTRIES = 2000;
const PORTION = 64 * 1024;
const READABLE = /\.(?:csv|tsv|txt|jsonl?|ndjson)$/i;

export interface Unpacked {
  readonly files: readonly PickedFile[];
  readonly leftOut: readonly LeftOutFile[];
}

export const isArchive = ({ bytes }: PickedFile): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

const refuse = (name: string, why: string): YamrError =>
  new YamrError('bad-input', `The archive ${name} cannot be opened: ${why}. Nothing was changed.`);

/** Why a file of an archive is not even looked at. */
function reasonToSkip(path: string): string | undefined {
  if (/(?:^|\/)(?:__MACOSX\/|\.[^./])/.test(path)) return 'it belongs to the operating system';
  if (/\.zip$/i.test(path)) return 'it is an archive in an archive: unpack it first';
  return READABLE.test(path) ? undefined : 'it is neither CSV nor JSON';
}

/** Nothing is ever written where an archive says: a way out of it is only a name. */
const shownName = (path: string): string => path.replace(/^(?:\.{0,2}\/)+/, '');

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let place = 0;
  for (const chunk of chunks) {
    whole.set(chunk, place);
    place += chunk.length;
  }
  return whole;
}

/** The files of an archive that can be read, and the others by name. Throws `bad-input` for one that cannot be opened. */
export function unpack({ name, bytes }: PickedFile): Unpacked {
  const files: PickedFile[] = [];
  const leftOut: LeftOutFile[] = [];
  let entries = 0;
  let total = 0;
  let open = 0;
  const unzip = new Unzip((file) => {
    if (++entries > MAX_ENTRIES) throw refuse(name, `it holds more than ${MAX_ENTRIES} files`);
    if (file.name.endsWith('/')) return;
    const shown = shownName(file.name);
    const skip = reasonToSkip(shown);
    if (skip !== undefined) {
      leftOut.push({ name: shown, reason: skip });
      return;
    }
    const chunks: Uint8Array[] = [];
    let length = 0;
    let isOver = false;
    open++;
    file.ondata = (error, chunk, isLast) => {
      if (isOver) return;
      total += error ? 0 : chunk.length;
      if (total > MAX_BYTES) throw refuse(name, 'it unpacks to more than 64 MB');
      length += error ? 0 : chunk.length;
      if (!error) chunks.push(chunk);
      if (!error && !isLast) return;
      isOver = true;
      open--;
      const said = file.originalSize;
      if (error) leftOut.push({ name: shown, reason: 'it is damaged inside the archive' });
      else if (said !== undefined && said > 0 && said !== length) {
        leftOut.push({ name: shown, reason: 'it is not as long as the archive says' });
      } else files.push({ name: shown, bytes: joined(chunks, length) });
    };
    try {
      file.start();
    } catch (thrown) {
      open--;
      if (thrown instanceof YamrError) throw thrown;
      leftOut.push({ name: shown, reason: 'it is packed in a way that YAMR does not know' });
    }
  });
  unzip.register(UnzipInflate);
  try {
    for (let place = 0; place < bytes.length; place += PORTION) {
      unzip.push(bytes.subarray(place, place + PORTION), place + PORTION >= bytes.length);
    }
  } catch (thrown) {
    throw thrown instanceof YamrError ? thrown : refuse(name, 'it is damaged');
  }
  if (open > 0) throw refuse(name, 'it breaks off');
  if (entries === 0) throw refuse(name, 'it is damaged or holds nothing');
  return { files, leftOut };
}
