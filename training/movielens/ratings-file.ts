/**
 * Owns ratings.csv, the one file that grows to gigabytes: bytes to typed columns, without a string a field.
 *
 * Why not csv-parse here too: for 2 million rows (Node 20) it takes 4.7 to 5.7 s of CPU for the fields alone
 * and papaparse 2.1 s, this scanner 1.2 s with the hash, every check and the columns. At 32 million rows that
 * is 75 to 90 s against 20 s. It only takes the short way for rows of plain numbers; every other row goes
 * through csv-parse, which has the last word on what the row says and why it is bad.
 */
import { parse } from 'csv-parse/sync';
import { isMovieId } from '#core/ids';
import { isStars } from '#core/rating';
import { checkHeader, emptyFile, readChunks, type ReadOptions, type SourceFile } from './csv.ts';
import type { FileTally } from './data-report.ts';
import type { RatingColumns } from './tables.ts';

export const RATING_COLUMNS = ['userId', 'movieId', 'rating', 'timestamp'] as const;

/** The rows that passed, in file order, and where they came from. */
export interface ScannedRatings {
  readonly columns: RatingColumns;
  /** Lines without a row in `columns`, ascending: with them `lineOfRow` finds the others. */
  readonly skippedLines: readonly number[];
}

const NEWLINE = 10;
const RETURN = 13;
const COMMA = 44;
const POINT = 46;
const ZERO = 48;
const MAX_ID = 0x7fffffff;
const MAX_TIMESTAMP = 0xffffffff;

/** A row of numbers, or the reason why it is none. Authoritative; `scanRow` below is its short cut. */
export function parseRatingRow(
  text: string,
  isKnownMovie: (movieId: number) => boolean
): readonly number[] | string {
  let fields: readonly string[];
  try {
    fields = parse(text, { relax_column_count: true, relax_quotes: true })[0] ?? [];
  } catch {
    return 'it is not CSV';
  }
  if (fields.length !== RATING_COLUMNS.length)
    return `it has ${fields.length} columns instead of ${RATING_COLUMNS.length}`;
  for (const [k, field] of fields.entries()) {
    if (!/^\d+(\.\d+)?$/.test(field))
      return `the ${RATING_COLUMNS[k] ?? 'field'} "${field.slice(0, 40)}" is not a number`;
  }
  const [userId = 0, movieId = 0, stars = 0, timestampSec = 0] = fields.map(Number);
  if (!isMovieId(userId)) return `the userId ${fields[0] ?? ''} is not a positive whole number of 31 bits`;
  if (!isMovieId(movieId)) return `the movieId ${fields[1] ?? ''} is not a positive whole number of 31 bits`;
  if (!isStars(stars)) return `the rating ${fields[2] ?? ''} is not a half star from 0.5 to 5`;
  if (!Number.isInteger(timestampSec) || timestampSec > MAX_TIMESTAMP) {
    return `the timestamp ${fields[3] ?? ''} is not in Unix seconds`;
  }
  if (!isKnownMovie(movieId)) return `movie ${movieId} is not in movies.csv`;
  return [userId, movieId, stars, timestampSec];
}

/** Columns that grow. `capacity` is a guess of the row count. */
class GrowingColumns {
  length = 0;
  userId: Int32Array;
  movieId: Int32Array;
  stars: Float32Array;
  timestampSec: Uint32Array;

  constructor(private capacity: number) {
    this.userId = new Int32Array(capacity);
    this.movieId = new Int32Array(capacity);
    this.stars = new Float32Array(capacity);
    this.timestampSec = new Uint32Array(capacity);
  }

  push(userId: number, movieId: number, stars: number, timestampSec: number): void {
    if (this.length === this.capacity) this.grow();
    const at = this.length++;
    this.userId[at] = userId;
    this.movieId[at] = movieId;
    this.stars[at] = stars;
    this.timestampSec[at] = timestampSec;
  }

  /** Column by column, so that never more than one is held twice. */
  private grow(): void {
    this.capacity = Math.ceil(this.capacity * 1.5) + 1024;
    const into = <T extends Int32Array | Float32Array | Uint32Array>(longer: T, column: T): T => {
      longer.set(column);
      return longer;
    };
    this.userId = into(new Int32Array(this.capacity), this.userId);
    this.movieId = into(new Int32Array(this.capacity), this.movieId);
    this.stars = into(new Float32Array(this.capacity), this.stars);
    this.timestampSec = into(new Uint32Array(this.capacity), this.timestampSec);
  }

  finish(): RatingColumns {
    const { length } = this;
    const cut = <T extends Int32Array | Float32Array | Uint32Array>(column: T): T =>
      (column.length === length ? column : column.slice(0, length)) as T;
    return {
      userId: (this.userId = cut(this.userId)),
      movieId: (this.movieId = cut(this.movieId)),
      stars: (this.stars = cut(this.stars)),
      timestampSec: (this.timestampSec = cut(this.timestampSec))
    };
  }
}

/**
 * Reads ratings.csv. `sizeBytes` (of the file) sizes the columns; rows that are no ratings of a known movie
 * are rejected into `tally`. Throws `bad-data` for an empty file or another header.
 */
export async function readRatings(
  file: SourceFile,
  sizeBytes: number,
  isKnownMovie: (movieId: number) => boolean,
  tally: FileTally,
  options: ReadOptions
): Promise<ScannedRatings> {
  // MovieLens' rows take 22 to 28 bytes.
  const columns = new GrowingColumns(Math.ceil(sizeBytes / 24) + 16);
  const skippedLines: number[] = [];
  let line = 0;

  const readHeader = (text: string): void => {
    checkHeader(
      file,
      RATING_COLUMNS,
      text
        .replace(/^\uFEFF/, '')
        .split(',')
        .map((name) => name.replace(/^"(.*)"$/, '$1'))
    );
  };

  const readOddRow = (text: string): void => {
    if (text === '') {
      skippedLines.push(line);
      return;
    }
    tally.rows++;
    const row = parseRatingRow(text, isKnownMovie);
    if (typeof row === 'string') {
      skippedLines.push(line);
      tally.reject(line, row);
    } else columns.push(row[0]!, row[1]!, row[2]!, row[3]!);
  };

  /** Takes the row from `at` to the newline at `end` if it is plain numbers on their scales. */
  const scanRow = (bytes: Buffer, start: number, end: number): boolean => {
    let at = start;
    let userId = 0;
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO)
      userId = userId * 10 + digit;
    if (bytes[at++] !== COMMA || userId < 1 || userId > MAX_ID) return false;
    let movieId = 0;
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO)
      movieId = movieId * 10 + digit;
    if (bytes[at++] !== COMMA || movieId > MAX_ID || !isKnownMovie(movieId)) return false;
    let stars = bytes[at++]! - ZERO;
    if (stars < 0 || stars > 9) return false;
    if (bytes[at] === POINT) {
      const tenths = bytes[at + 1]! - ZERO;
      if (tenths !== 0 && tenths !== 5) return false;
      stars += tenths / 10;
      at += 2;
    }
    if (bytes[at++] !== COMMA || !isStars(stars)) return false;
    const first = at;
    let timestampSec = 0;
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO)
      timestampSec = timestampSec * 10 + digit;
    if (at !== end || at === first || timestampSec > MAX_TIMESTAMP) return false;
    tally.rows++;
    columns.push(userId, movieId, stars, timestampSec);
    return true;
  };

  const readLine = (bytes: Buffer, start: number, newline: number): void => {
    line++;
    const end = newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline;
    if (line > 1 && scanRow(bytes, start, end)) return;
    const text = bytes.toString('utf8', start, end);
    if (line === 1) readHeader(text);
    else readOddRow(text);
  };

  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of readChunks(file, options)) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      readLine(bytes, start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) readLine(Buffer.concat([rest, Buffer.of(NEWLINE)]), 0, rest.length);
  if (line === 0) throw emptyFile(file);
  return { columns: columns.finish(), skippedLines };
}

/** The line of ratings.csv on which a row of the columns stood. */
export function lineOfRow(row: number, skippedLines: readonly number[]): number {
  let line = row + 2;
  for (const skipped of skippedLines) {
    if (skipped > line) break;
    line++;
  }
  return line;
}
