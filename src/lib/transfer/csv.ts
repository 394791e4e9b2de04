/** Owns the reading of tables in text, in any of the usual delimiters and encodings. */
import { parse } from 'csv-parse/browser/esm/sync';
import { YamrError } from '#core/errors';

export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** UTF-8, or what old spreadsheets write. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Parses a table; its first row is the header. Throws `bad-input` where the text is no table. */
export function parseTable(text: string, file: string): readonly TableRow[] {
  const [head = ''] = text.split(/\r?\n/, 1);
  const delimiter = [',', ';', '\t'].reduce((best, one) =>
    head.split(one).length > head.split(best).length ? one : best
  );
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (cause) {
    throw new YamrError(
      'bad-input',
      `${file} is not a whole CSV file: ${cause instanceof Error ? cause.message : 'it cannot be read'}. Nothing was changed.`,
      { cause }
    );
  }
}
