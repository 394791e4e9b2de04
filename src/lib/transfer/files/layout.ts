/**
 * Owns how a table lies in its text: which delimiter, which line is the header, and which column is what where a list
 * has no header. Nothing of it needs to know a service.
 */
import type { Delimiter } from '../settings.ts';
import { parseCount, parseImdbId, parseRating, parseYear } from '../sources/cells.ts';
import { columnsOf, namesMovies, type Columns } from '../sources/columns.ts';
import { scanTable, type TableRow } from './csv.ts';

/** Far above any library, and what a page can show: every row more is a mistake. */
export const MAX_ROWS = 200_000;
/** A header stands near the beginning; Letterboxd's lists have one about themselves before it. */
const HEAD_ROWS = 12;
const HEAD_CHARACTERS = 64 * 1024;
const CANDIDATES: readonly Delimiter[] = [',', ';', '\t', '|'];

export interface Layout {
  readonly delimiter: Delimiter;
  readonly columns: Columns;
  readonly body: readonly TableRow[];
  /** Its rows are numbers of nobody knows whom. */
  readonly isBareNumbers: boolean;
}

/** "sep=;", which Excel writes and reads. */
function separatorLine(text: string): { readonly delimiter?: Delimiter; readonly place: number } {
  const [line, mark] = /^"?sep=(.)"?\r?\n/i.exec(text) ?? [];
  const delimiter = CANDIDATES.find((one) => one === mark);
  return line === undefined ? { place: 0 } : { place: line.length, ...(delimiter && { delimiter }) };
}

interface ScanStart {
  readonly place: number;
  readonly line: number;
}
interface Header {
  readonly row: TableRow;
  readonly columns: Columns;
}

function headerOf(rows: readonly TableRow[]): Header | undefined {
  const isLetterboxdList = /^letterboxd list export/i.test(rows[0]?.cells[0] ?? '');
  for (const row of rows) {
    const columns = columnsOf(row.cells);
    if (isLetterboxdList && !columns.known.has('position')) continue;
    if (row.problem === undefined && namesMovies(columns)) return { row, columns };
  }
  return undefined;
}

/** Most rows say what a column is. */
const most = (cells: readonly string[], test: (cell: string) => boolean): boolean =>
  cells.length > 0 && cells.filter(test).length > cells.length * 0.7;

/** The columns of a list without a header, by what stands in them; undefined where that is not clear. */
function columnsWithout(rows: readonly TableRow[]): { names: string[]; isBareNumbers: boolean } | undefined {
  const whole = rows.filter(({ problem }) => problem === undefined);
  const width = Math.max(0, ...whole.map(({ cells }) => cells.length));
  const columns = Array.from({ length: width }, (_, place) =>
    whole.map(({ cells }) => cells[place] ?? '').filter((cell) => cell !== '')
  );
  const names = columns.map((): string => '');
  const name = (part: string, test: (cell: string) => boolean): boolean => {
    const place = columns.findIndex((cells, at) => names[at] === '' && most(cells, test));
    if (place < 0) return false;
    names[place] = part;
    return true;
  };
  const hasImdb = name('imdbId', (cell) => /\btt\d{5,}/.test(cell) && parseImdbId(cell) !== undefined);
  const hasAddress = name('url', (cell) => /themoviedb\.org\/|imdb\.com\//i.test(cell));
  const hasYear = name('year', (cell) => /^\d{4}$/.test(cell) && parseYear(cell) !== undefined);
  const isBareNumbers =
    !hasImdb &&
    !hasAddress &&
    !hasYear &&
    width <= 2 &&
    name('numbers', (cell) => (parseCount(cell) ?? 0) > 0);
  const hasTitle =
    !isBareNumbers && name('title', (cell) => /\p{L}/u.test(cell) || parseYear(cell) !== undefined);
  name('rating', (cell) => parseRating(cell) !== undefined);
  const isList = hasImdb || hasAddress || isBareNumbers || (hasTitle && (hasYear || width === 1));
  const hasYearInTitles =
    hasTitle && most(columns[names.indexOf('title')] ?? [], (cell) => /\(\d{4}\)$/.test(cell));
  return isList || hasYearInTitles ? { names, isBareNumbers } : undefined;
}

/** How a table lies in a text. Undefined where nothing in it names movies. */
export function layOut(text: string, chosen: Delimiter | undefined): Layout | undefined {
  const { place, delimiter: said } = separatorLine(text);
  const from = { place, line: place > 0 ? 2 : 1 };
  const cut = text.indexOf('\n', place + HEAD_CHARACTERS);
  const head = cut < 0 ? text : text.slice(0, cut);
  const only = chosen ?? said;
  const tried = (only ? [only] : CANDIDATES).map((delimiter) => {
    const rows = scanTable(head, { delimiter, from, maxRows: HEAD_ROWS });
    const header = headerOf(rows);
    return { delimiter, rows, header, parts: header?.columns.places.size ?? 0 };
  });
  const [best] = tried.toSorted((a, b) => b.parts - a.parts);
  if (best?.header) {
    const { row, columns } = best.header;
    const all = scanTable(text, {
      ...{ delimiter: best.delimiter, columns: row.cells.length, from, maxRows: MAX_ROWS + HEAD_ROWS + 1 }
    });
    const body = all.filter(({ line }) => line > row.line);
    return { delimiter: best.delimiter, columns, body, isBareNumbers: false };
  }
  return withoutHeader(text, from, tried);
}

interface Tried {
  readonly delimiter: Delimiter;
  readonly rows: readonly TableRow[];
}

/** A list without a header: columns that tell by what stands in them, else one title a line, commas and all. */
function withoutHeader(text: string, from: ScanStart, tried: readonly Tried[]): Layout | undefined {
  const isEven = ({ rows }: Tried): boolean => {
    const [first] = rows;
    return (
      first !== undefined &&
      first.cells.length > 1 &&
      rows.every(({ cells }) => cells.length === first.cells.length)
    );
  };
  const asTable = tried.filter(isEven).map((one) => ({ ...one, found: columnsWithout(one.rows) }));
  // Who names a delimiter has a table.
  const unused =
    tried.length === 1 ? undefined : CANDIDATES.toReversed().find((mark) => !text.includes(mark));
  const lines = unused && scanTable(text, { delimiter: unused, from, maxRows: HEAD_ROWS });
  const asLines =
    unused && lines ? { delimiter: unused, rows: lines, found: columnsWithout(lines) } : undefined;
  const isTitles =
    asTable.length === 0 || asLines?.rows.every(({ cells }) => /\(\d{4}\)$/.test(cells[0] ?? ''));
  const best = asTable.find(({ found }) => found) ?? (isTitles ? asLines : undefined);
  if (!best?.found) return undefined;
  const { delimiter, found } = best;
  const body = scanTable(text, { delimiter, columns: found.names.length, from, maxRows: MAX_ROWS + 1 });
  return { delimiter, columns: columnsOf(found.names), body, isBareNumbers: found.isBareNumbers };
}
