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

const PIECE = 2 ** 20;
/** Lines may end as on the Macintosh of old. Not by `replaceAll`: sixty million of them would take V8 two gigabytes. */
function withLineFeeds(text: string): string {
  const pieces: string[] = [];
  for (let place = 0; place < text.length; place += PIECE) {
    pieces.push(
      text
        .slice(place, place + PIECE)
        .split('\r')
        .join('\n')
    );
  }
  return pieces.join('');
}

/** What a file says. Throws one sentence (`bad-input`, `unknown-format`) where that is nothing. */
export function readOne({ name, bytes }: PickedFile, chosen: ChosenSettings = {}): ParsedFile {
  const refuse = (why: string): YamrError =>
    new YamrError('bad-input', `${name} ${why}. Nothing was changed.`);
  if (bytes.byteLength > MAX_BYTES) throw refuse('is larger than 64 MB: no library is');
  const encoding = chosen.encoding ?? detectEncoding(bytes);
  // What was found is read as well as it can be; what its owner says must be true of the whole file.
  const decoded = chosen.encoding ? decodeStrictly(bytes, encoding) : decodeText(bytes, encoding);
  if (decoded === undefined) throw refuse('is not in that encoding');
  const text = decoded.includes('\n') ? decoded : withLineFeeds(decoded);
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

const SAYS_NOTHING = 'it says neither what you have seen nor what you want to see';

/** The sentence of an error, as the reason beside the name of its file. */
function reasonOf(name: string, thrown: unknown): string {
  if (!(thrown instanceof YamrError)) return 'it could not be read';
  const told = thrown.message.replace(' Nothing was changed.', '').replace(/\.$/, '');
  return told.startsWith(`${name} `) ? `it ${told.slice(name.length + 1)}` : told;
}

/** Of all that was picked, unpacked: ten archives of 64 MB each are more than a phone has. */
const MAX_TOTAL_BYTES = 2 * MAX_BYTES;

export interface ReadFiles extends ParsedImport {
  /** The bytes of each file that was read, to read it again otherwise. */
  readonly kept: readonly PickedFile[];
}

const refuseAll = (why: string): YamrError => new YamrError('bad-input', `${why} Nothing was changed.`);

/** Everything that the files say. Throws where that is nothing at all, or more than any library. */
export function readFiles(picked: readonly PickedFile[]): ReadFiles {
  const leftOut: LeftOutFile[] = [];
  const files: ParsedFile[] = [];
  const kept: PickedFile[] = [];
  const errors: unknown[] = [];
  let bytesLeft = MAX_TOTAL_BYTES;
  let rowsLeft = MAX_ROWS;
  /** By its archive too where that is not all that was picked: two of them may have a ratings.csv. */
  const shown = (name: string, archive?: string): string =>
    archive === undefined || picked.length === 1 ? name : `${archive}: ${name}`;
  const failed = (name: string, thrown: unknown, archive?: string): void => {
    errors.push(thrown);
    leftOut.push({ name: shown(name, archive), reason: reasonOf(name, thrown) });
  };
  const take = (file: PickedFile, archive?: string): void => {
    bytesLeft -= file.bytes.byteLength;
    if (bytesLeft < 0) {
      throw refuseAll('Together the files have more than 128 MB: no library has.');
    }
    const skip = reasonToLeaveOut(file.name);
    const parsed = skip === undefined ? readOne(file) : undefined;
    const reason = parsed && saysNothing(parsed) ? SAYS_NOTHING : skip;
    if (!parsed || reason !== undefined) {
      leftOut.push({ name: shown(file.name, archive), reason: reason ?? SAYS_NOTHING });
      return;
    }
    files.push({ ...parsed, name: shown(file.name, archive) });
    kept.push(file);
    rowsLeft -= parsed.rows.length;
  };
  const read = (file: PickedFile, archive?: string): void => {
    try {
      take(file, archive);
    } catch (thrown) {
      if (bytesLeft < 0) throw thrown;
      failed(file.name, thrown, archive);
    }
    if (rowsLeft < 0) {
      throw refuseAll(
        `Together the files have more than ${MAX_ROWS.toLocaleString('en')} rows: no library has.`
      );
    }
  };
  const open = (archive: PickedFile): readonly PickedFile[] => {
    try {
      if (archive.bytes.byteLength > MAX_BYTES) {
        throw refuseAll(`${archive.name} is larger than 64 MB: no library is.`);
      }
      const inside = unpack(archive);
      leftOut.push(
        ...inside.leftOut.map(({ name, reason }) => ({ name: shown(name, archive.name), reason }))
      );
      return inside.files;
    } catch (thrown) {
      failed(archive.name, thrown);
      return [];
    }
  };
  for (const one of picked) {
    if (isArchive(one)) for (const file of open(one)) read(file, one.name);
    else read(one);
  }
  if (files.length === 0) throw nothingRead(picked, leftOut, errors);
  return { files: withOwnNames(files), leftOut, kept };
}

/** Two services call their files ratings.csv: the second one is told apart. */
function withOwnNames(files: readonly ParsedFile[]): readonly ParsedFile[] {
  const taken = new Set<string>();
  return files.map((file) => {
    let { name } = file;
    for (let time = 2; taken.has(name); time++) name = `${file.name} (${time})`;
    taken.add(name);
    return { ...file, name };
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
