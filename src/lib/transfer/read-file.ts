/**
 * Owns the way from a file to rows: a ZIP is opened, each file in it is recognised by what it holds. All on
 * this device. Throws one sentence (`bad-input`, `unknown-format`) and changes nothing.
 */
import { unzipSync } from 'fflate';
import { YamrError, toPlainError } from '#core/errors';
import { decodeText, parseTable } from './csv.ts';
import { readJson } from './read-json.ts';
import { readTable, type ReadTable } from './read-table.ts';
import { detectScale, type ParsedImport } from './rows.ts';

export interface PickedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Far above any real export; what is larger is a mistake or a bomb. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What a Letterboxd archive holds besides: no opinion on a movie, or one that was withdrawn. */
const NOT_WANTED =
  /(?:^|\/)(?:deleted|orphaned|likes|lists|__MACOSX)\/|(?:^|\/)(?:profile|comments|reviews)\.csv$/i;
const READABLE = /\.(?:csv|tsv|txt|json)$/i;

function unpack({ name, bytes }: PickedFile): readonly PickedFile[] {
  if (!(bytes[0] === 0x50 && bytes[1] === 0x4b)) return [{ name, bytes }];
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: (file) => {
        const isWanted = READABLE.test(file.name) && !NOT_WANTED.test(file.name);
        if (isWanted) total += file.originalSize;
        return isWanted && total <= MAX_BYTES;
      }
    });
    if (total > MAX_BYTES) throw new Error('it unpacks to more than 64 MB');
    return Object.entries(files).map(([path, content]) => ({ name: path, bytes: content }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it is damaged';
    throw new YamrError(
      'bad-input',
      `The archive ${name} cannot be opened: ${reason}. Nothing was changed.`,
      {
        cause
      }
    );
  }
}

function readOne({ name, bytes }: PickedFile): ReadTable {
  const text = decodeText(bytes);
  if (text.trim() === '') throw new YamrError('bad-input', `${name} is empty. Nothing was changed.`);
  if (text.includes('\0')) {
    throw new YamrError(
      'bad-input',
      `${name} is no text: YAMR reads CSV, JSON and ZIP files. Nothing was changed.`
    );
  }
  return /^\s*[[{]/.test(text) ? readJson(name, text) : readTable(name, parseTable(text, name));
}

/** Everything that the files say. */
export function readFiles(picked: readonly PickedFile[]): ParsedImport {
  const tooLarge = picked.find(({ bytes }) => bytes.byteLength > MAX_BYTES);
  if (tooLarge) {
    throw new YamrError(
      'bad-input',
      `${tooLarge.name} is larger than 64 MB: no library is. Nothing was changed.`
    );
  }
  const tables: ReadTable[] = [];
  let problem: unknown;
  for (const file of picked) {
    const inside = unpack(file);
    const found = inside.flatMap((one) => {
      try {
        return [readOne(one)];
      } catch (thrown) {
        // A file of an archive that is something else does not spoil the others.
        if (inside.length === 1) throw thrown;
        problem = thrown;
        return [];
      }
    });
    if (found.length === 0) {
      const reason = problem ? ` ${toPlainError(problem).message}` : ' Nothing was changed.';
      throw new YamrError('bad-input', `There is nothing in ${file.name} that YAMR can read.${reason}`);
    }
    tables.push(...found);
  }
  const rows = tables.flatMap((table) => table.rows);
  const [first] = tables;
  if (!first || rows.length === 0) {
    throw new YamrError(
      'bad-input',
      `${picked[0]?.name ?? 'The file'} holds no movies. Nothing was changed.`
    );
  }
  const values = rows.flatMap(({ value }) => value ?? []);
  const rated = tables.find((table) => table.rows.some(({ value }) => value !== undefined)) ?? first;
  return { source: first.source, scaleMax: detectScale(values, rated.expectedScale), rows };
}
