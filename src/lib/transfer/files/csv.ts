/**
 * Owns the reading of tables line by line: RFC 4180 with any delimiter. A row whose quotes are odd costs that row: the
 * next line that can be read is read. (csv-parse, which training uses, gives up the whole file there.)
 */

export interface TableRow {
  /** Counted as an editor does, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why the row cannot be read; its only cell is then the line as it stands. */
  readonly problem?: string;
}

/** No cell of a table of movies is longer; a quote that never closes is not looked for to the end of the file. */
const MAX_CELL = 64 * 1024;
/** Of a line that cannot be read, enough to know it by. */
const SHOWN = 300;
/** Nor any row: one line of millions of commas would fill the memory with cells. */
const MAX_ROW = 256 * 1024;
const TOO_LONG = 'it is longer than any row of a table';
const ODD_QUOTES = 'its quotes do not open and close as they should';

interface QuotedRecord {
  readonly cells: readonly string[];
  readonly end: number;
}

/** Where the line that begins at `start` ends. */
function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** A record with quotes in it, undefined where they are odd. */
function readQuoted(text: string, start: number, delimiter: string): QuotedRecord | undefined {
  const cells: string[] = [];
  let place = start;
  for (;;) {
    while (text[place] === ' ') place++;
    if (text[place] === '"') {
      let cell = '';
      const opened = place;
      for (;;) {
        const close = text.indexOf('"', place + 1);
        if (close < 0 || close - opened > MAX_CELL || close - start > MAX_ROW) return undefined;
        cell += text.slice(place + 1, close);
        place = close + 1;
        if (text[place] !== '"') break;
        cell += '"';
      }
      while (text[place] === ' ' || text[place] === '\r') place++;
      cells.push(cell.trim());
    } else {
      // In this line alone: the next delimiter may be megabytes away.
      const rest = text.slice(place, lineEnd(text, place));
      const next = rest.indexOf(delimiter);
      const cell = next < 0 ? rest : rest.slice(0, next);
      cells.push(cell.trim());
      place += cell.length;
    }
    if (place >= text.length || text[place] === '\n') return { cells, end: place };
    if (text[place] !== delimiter) return undefined;
    place++;
  }
}

/** Whether a line inside a quoted cell is a row of the table itself, swallowed by a quote that never closed. */
function swallowsRows(text: string, start: number, end: number, delimiter: string, columns: number): boolean {
  const [, ...inner] = text.slice(start, end).split('\n');
  return inner.some((line) => {
    const cells = withoutReturn(line).split(delimiter);
    return cells.length === columns && cells.some((cell) => /^\d[\d.,:/TZ-]*$/.test(cell.trim()));
  });
}

export interface ScanOptions {
  readonly delimiter: string;
  /** Cells of a whole row, where that is known. */
  readonly columns?: number;
  /** Where in the text, and on which line, to begin. */
  readonly from?: { readonly place: number; readonly line: number };
  readonly maxRows?: number;
}

/** The rows of a table, empty lines left out. Ends after `maxRows`. */
export function scanTable(text: string, options: ScanOptions): readonly TableRow[] {
  const { delimiter, columns = 0, from = { place: 0, line: 1 }, maxRows = Infinity } = options;
  const rows: TableRow[] = [];
  let { place, line } = from;
  while (place < text.length && rows.length < maxRows) {
    const end = lineEnd(text, place);
    if (end === place) {
      place++;
      line++;
      continue;
    }
    if (end - place > MAX_ROW) {
      rows.push({ line, cells: [text.slice(place, place + SHOWN).trim()], problem: TOO_LONG });
      [place, line] = [end + 1, line + 1];
      continue;
    }
    const physical = withoutReturn(text.slice(place, end));
    if (!physical.includes('"')) {
      const cells = physical.split(delimiter).map((cell) => cell.trim());
      if (cells.some((cell) => cell !== '')) rows.push(wholeRow(line, cells, columns, physical));
      [place, line] = [end + 1, line + 1];
      continue;
    }
    const record = readQuoted(text, place, delimiter);
    const isMany = record !== undefined && record.end > end;
    const isOdd =
      record === undefined ||
      (isMany &&
        columns > 1 &&
        (record.cells.length !== columns || swallowsRows(text, place, record.end, delimiter, columns)));
    if (isOdd) {
      rows.push({ line, cells: [physical.trim()], problem: ODD_QUOTES });
      [place, line] = [end + 1, line + 1];
      continue;
    }
    rows.push(wholeRow(line, record.cells, columns, physical));
    let breaks = 1;
    for (let at = text.indexOf('\n', place); at >= 0 && at < record.end; at = text.indexOf('\n', at + 1))
      breaks++;
    [place, line] = [record.end + 1, line + breaks];
  }
  return rows;
}

/** A row with more in it than the header has columns is shifted somewhere: nobody knows where. */
function wholeRow(line: number, cells: readonly string[], columns: number, physical: string): TableRow {
  const isShifted = columns > 1 && cells.slice(columns).some((cell) => cell !== '');
  if (!isShifted) return { line, cells };
  const problem = `it has ${cells.length} cells where the first line has ${columns}`;
  return { line, cells: [physical.trim()], problem };
}
