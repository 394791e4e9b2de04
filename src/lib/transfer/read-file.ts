/**
 * Owns the way from picked files to rows: a ZIP is opened, each file in it is recognised by what it holds. All on this
 * device. What cannot be read is named, with the reason; nothing takes its place.
 */
import { YamrError } from '#core/errors';
import { isArchive, MAX_BYTES, unpack, type PickedFile } from './files/archive.ts';
import { decodeStrictly, decodeText, detectEncoding } from './files/encoding.ts';
import { MAX_ROWS } from './files/layout.ts';
import { readJson } from './read-json.ts';
import { readTable } from './read-table.ts';
import type { LeftOutFile, ParsedFile, ParsedImport } from './rows.ts';
import type { ChosenSettings } from './settings.ts';
import { reasonToLeaveOut } from './sources/sources.ts';

export type { PickedFile };

/** What a file says. Throws one sentence (`bad-input`, `unknown-format`) where that is nothing. */
export function readOne({ name, bytes }: PickedFile, chosen: ChosenSettings = {}): ParsedFile {
  const refuse = (why: string): YamrError =>
    new YamrError('bad-input', `${name} ${why}. Nothing was changed.`);
  if (bytes.byteLength > MAX_BYTES) throw refuse('is larger than 64 MB: no library is');
  const encoding = chosen.encoding ?? detectEncoding(bytes);
  // What was found is read as well as it can be; what its owner says must be true of the whole file.
  const decoded = chosen.encoding ? decodeStrictly(bytes, encoding) : decodeText(bytes, encoding);
  if (decoded === undefined) throw refuse('is not in that encoding');
  // Lines may end as on the Macintosh of old.
  const text = decoded.includes('\n') ? decoded : decoded.replaceAll('\r', '\n');
  if (text.trim() === '') throw refuse('is empty');
  if (text.includes('\0')) throw refuse('is no text: YAMR reads CSV, JSON and ZIP files');
  if (/^\s*<(?:\?xml|!doctype|html|\w+>)/i.test(text))
    throw refuse('is a web page or XML: choose CSV where you exported it');
  const file = /^\s*[[{]/.test(text)
    ? readJson(name, text, encoding)
    : readTable(name, text, encoding, chosen);
  if (file.rows.length === 0) throw refuse('holds no movies');
  return file;
}

/** Whether all its rows say is that there are such movies. */
const saysNothing = ({ rows }: ParsedFile): boolean =>
  rows.every(
    ({ mark, value, problem }) => mark === 'nothing' && value === undefined && problem === undefined
  );

/** The sentence of an error, as the reason beside the name of its file. */
function reasonOf(name: string, thrown: unknown): string {
  if (!(thrown instanceof YamrError)) return 'it could not be read';
  const told = thrown.message.replace(' Nothing was changed.', '').replace(/\.$/, '');
  return told.startsWith(`${name} `) ? `it ${told.slice(name.length + 1)}` : told;
}

export interface ReadFiles extends ParsedImport {
  /** The bytes of each file that was read, to read it again otherwise. */
  readonly kept: readonly PickedFile[];
}

/** Everything that the files say. Throws where that is nothing at all. */
export function readFiles(picked: readonly PickedFile[]): ReadFiles {
  const leftOut: LeftOutFile[] = [];
  const files: ParsedFile[] = [];
  const kept: PickedFile[] = [];
  const errors: unknown[] = [];
  const failed = (name: string, thrown: unknown): void => {
    errors.push(thrown);
    leftOut.push({ name, reason: reasonOf(name, thrown) });
  };
  const read = (file: PickedFile): void => {
    const skip = reasonToLeaveOut(file.name);
    if (skip !== undefined) {
      leftOut.push({ name: file.name, reason: skip });
      return;
    }
    try {
      const parsed = readOne(file);
      if (saysNothing(parsed)) {
        leftOut.push({
          name: file.name,
          reason: 'it says neither what you have seen nor what you want to see'
        });
        return;
      }
      files.push(parsed);
      kept.push(file);
    } catch (thrown) {
      failed(file.name, thrown);
    }
  };
  for (const file of picked) {
    if (!isArchive(file)) {
      read(file);
      continue;
    }
    try {
      if (file.bytes.byteLength > MAX_BYTES) {
        throw new YamrError(
          'bad-input',
          `${file.name} is larger than 64 MB: no library is. Nothing was changed.`
        );
      }
      const inside = unpack(file);
      leftOut.push(...inside.leftOut);
      inside.files.forEach(read);
    } catch (thrown) {
      failed(file.name, thrown);
    }
  }
  if (files.length === 0) throw nothingRead(picked, leftOut, errors);
  const rows = files.reduce((sum, file) => sum + file.rows.length, 0);
  if (rows > MAX_ROWS) {
    throw new YamrError(
      'bad-input',
      `Together the files have more than ${MAX_ROWS.toLocaleString('en')} rows: no library has. Nothing was changed.`
    );
  }
  return { files: withOwnNames(files), leftOut, kept };
}

/** Two services call their files ratings.csv: the second one is told apart. */
function withOwnNames(files: readonly ParsedFile[]): readonly ParsedFile[] {
  const times = new Map<string, number>();
  return files.map((file) => {
    const time = (times.get(file.name) ?? 0) + 1;
    times.set(file.name, time);
    return time === 1 ? file : { ...file, name: `${file.name} (${time})` };
  });
}

/** Why nothing came of all the files: the one reason, or each by name. */
function nothingRead(
  picked: readonly PickedFile[],
  leftOut: readonly LeftOutFile[],
  errors: readonly unknown[]
): YamrError {
  const [only] = errors;
  if (picked.length === 1 && leftOut.length === 1 && only instanceof YamrError) return only;
  const names = picked.map(({ name }) => name).join(', ');
  const reasons = leftOut.slice(0, 5).map(({ name, reason }) => `${name}: ${reason}.`);
  const more = leftOut.length > reasons.length ? ` And ${leftOut.length - reasons.length} more.` : '';
  return new YamrError(
    'bad-input',
    `There is nothing in ${names} that YAMR can read. ${reasons.join(' ')}${more} Nothing was changed.`
  );
}
