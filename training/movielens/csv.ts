/**
 * Owns how a file of a MovieLens folder is streamed: its bytes with their hash and progress, and its records
 * where fields can be quoted (movies, links, tags, credits; csv-parse does the quoting).
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { throwIfAborted, YamrError } from '#core/errors';
import { createUtf8Check, notUtf8 } from './utf8.ts';

const CHUNK_BYTES = 1 << 20;

/** One file of the folder; reading it to its end makes `sha256` known. */
export interface SourceFile {
  readonly directory: string;
  readonly name: string;
  sha256: string;
}

export interface ReadOptions {
  /** Called with the bytes of each chunk that has been read. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The file's bytes in chunks. Throws `bad-data` where it cannot be read or is not UTF-8, `aborted`. */
export async function* readChunks(
  file: SourceFile,
  { onBytes, signal }: ReadOptions
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const utf8 = createUtf8Check();
  const stream = createReadStream(join(file.directory, file.name), { highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      throwIfAborted(signal);
      hash.update(chunk);
      if (!utf8.add(chunk)) throw await notUtf8(file);
      yield chunk;
      onBytes?.(chunk.length);
    }
    if (!utf8.end()) throw await notUtf8(file);
  } catch (thrown) {
    if (!(thrown instanceof Error && 'syscall' in thrown)) throw thrown;
    throw new YamrError('bad-data', `${file.name} in ${file.directory} cannot be read: ${thrown.message}.`, {
      cause: thrown
    });
  }
  file.sha256 = hash.digest('hex');
}

/** Throws `bad-data` unless the header's columns are these, in this order. */
export function checkHeader(file: SourceFile, columns: readonly string[], found: readonly string[]): void {
  if (columns.length === found.length && columns.every((column, k) => column === found[k])) return;
  throw new YamrError(
    'bad-data',
    `${file.name} in ${file.directory} has the header "${found.join(',').slice(0, 120)}" where "${columns.join(',')}" is expected.`
  );
}

/** The one sentence for a file that holds nothing, not even a header. */
export function emptyFile(file: SourceFile): YamrError {
  return new YamrError('bad-data', `${file.name} in ${file.directory} is empty.`);
}

/**
 * Streams the records behind the header: RFC 4180 quoting, LF or CRLF, a byte order mark allowed, blank lines
 * skipped. `columns` is the header, or takes it (and throws); `onRecord` gets the fields, however many, and the line on which the record ends.
 * Throws `bad-data` for an empty file, another header, or a quote that never closes.
 */
export async function readRecords(
  file: SourceFile,
  columns: readonly string[] | ((found: readonly string[]) => void),
  onRecord: (fields: readonly string[], line: number) => void,
  options: ReadOptions
): Promise<void> {
  const parser = parse({
    bom: true,
    info: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true
  });
  let records = 0;
  try {
    await pipeline(readChunks(file, options), parser, async (parsed: AsyncIterable<CsvRecord>) => {
      for await (const { record, info } of parsed) {
        if (records++ > 0) onRecord(record, info.lines);
        else if (typeof columns === 'function') columns(record);
        else checkHeader(file, columns, record);
      }
    });
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    throw new YamrError('bad-data', `${file.name} in ${file.directory} is not CSV: ${thrown.message}.`, {
      cause: thrown
    });
  }
  if (records === 0) throw emptyFile(file);
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}
