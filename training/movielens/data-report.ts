/**
 * Owns what is wrong with a MovieLens folder: rows that were left out, with file, line and reason, and the
 * point past which a file is not believed any more.
 */
import { YamrError } from '#core/errors';

export interface RowProblem {
  /** "ratings.csv" */
  readonly file: string;
  /** Counted from 1; the header is line 1. */
  readonly line: number;
  readonly reason: string;
}

export interface DataReport {
  /** Rows left out, of all files. */
  readonly badRows: number;
  /** Rows read (header and blank lines aside), of all files. */
  readonly rows: number;
  /** The first PROBLEMS_KEPT of them, file by file. */
  readonly problems: readonly RowProblem[];
}

export const PROBLEMS_KEPT = 20;
/** A file with a greater share of bad rows is refused. */
export const BAD_SHARE_MAX = 0.01;

/** "ratings.csv, line 7: movie 99 is not in movies.csv" */
export const describeProblem = ({ file, line, reason }: RowProblem): string =>
  `${file}, line ${line}: ${reason}`;

/** Counts the rows of one file. */
export interface FileTally {
  readonly file: string;
  rows: number;
  badRows: number;
  reject(line: number, reason: string): void;
}

export interface ReportBuilder {
  open(file: string): FileTally;
  /** Throws `bad-data` if more than BAD_SHARE_MAX of the file's rows were rejected. */
  close(tally: FileTally): void;
  report(): DataReport;
}

export function createReportBuilder(): ReportBuilder {
  const tallies: FileTally[] = [];
  const problems: RowProblem[] = [];
  return {
    open(file) {
      const tally: FileTally = {
        file,
        rows: 0,
        badRows: 0,
        reject(line, reason) {
          tally.badRows++;
          if (problems.length < PROBLEMS_KEPT) problems.push({ file, line, reason });
        }
      };
      tallies.push(tally);
      return tally;
    },
    close({ file, rows, badRows }) {
      if (badRows <= rows * BAD_SHARE_MAX) return;
      const first = problems.find((problem) => problem.file === file);
      throw new YamrError(
        'bad-data',
        `${file} is not usable: ${badRows} of its ${rows} rows are bad${first ? `, first line ${first.line}: ${first.reason}` : ''}.`
      );
    },
    report: () => ({
      badRows: tallies.reduce((sum, tally) => sum + tally.badRows, 0),
      rows: tallies.reduce((sum, tally) => sum + tally.rows, 0),
      problems
    })
  };
}
