/** Owns the step from records to checked rows: what every file of a MovieLens folder asks of its columns and ids. */
import { readRecords, type ReadOptions, type SourceFile } from './csv.ts';
import type { ReportBuilder } from './data-report.ts';

export interface Reading extends ReadOptions {
  readonly reports: ReportBuilder;
}

/** NaN where it is not a whole number in plain digits. */
export const parseId = (text: string | undefined): number =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : NaN;

export const badMovieId = (text = ''): string =>
  `the movieId "${text.slice(0, 40)}" is not a positive whole number of 31 bits`;

/**
 * Reads a file with quoted fields; `take` returns the reason why a record is bad, if it is. `columns`: see
 * `readRecords`. Throws `bad-data` where too many rows are bad.
 */
export async function readTable(
  file: SourceFile,
  columns: readonly string[] | ((found: readonly string[]) => void),
  { reports, ...options }: Reading,
  take: (fields: readonly string[]) => string | undefined
): Promise<void> {
  const tally = reports.open(file.name);
  let width = typeof columns === 'function' ? 0 : columns.length;
  await readRecords(
    file,
    typeof columns === 'function'
      ? (found) => {
          width = found.length;
          columns(found);
        }
      : columns,
    (fields, line) => {
      tally.rows++;
      const reason =
        fields.length === width ? take(fields) : `it has ${fields.length} columns instead of ${width}`;
      if (reason !== undefined) tally.reject(line, reason);
    },
    options
  );
  reports.close(tally);
}
