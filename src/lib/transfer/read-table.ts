/** Owns what a table says, row by row, whatever service wrote it: `sources/` knows the services. */
import { YamrError } from '#core/errors';
import type { TableRow } from './files/csv.ts';
import { layOut, MAX_ROWS, type Layout } from './files/layout.ts';
import type { ImportRow, Mark, ParsedFile, ScaleMax, TitleKind } from './rows.ts';
import { detectScale } from './rows.ts';
import type { ChosenSettings, DateOrder, Encoding, NumberSpace } from './settings.ts';
import {
  clip,
  parseAddress,
  parseCount,
  parseDate,
  parseImdbId,
  parseRating,
  parseYear
} from './sources/cells.ts';
import { isTwofold, orderOf } from './sources/cells.ts';
import type { Column } from './sources/columns.ts';
import { markOf, markOfStatus, rankOf, SOURCES, sourceOf, type Source } from './sources/sources.ts';
import { plainName } from './sources/columns.ts';
import { kindOf } from './sources/title-kinds.ts';

/** Without the parts that are undefined; by a loop, for hundreds of thousands of rows. */
function present<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept: Record<string, unknown> = {};
  for (const key in record) if (record[key] !== undefined) kept[key] = record[key];
  return kept as never;
}

/** All cells of a part, in the order of its columns. */
type Cells = (row: TableRow, column: Column) => readonly string[];

interface Table {
  readonly source: Source;
  readonly cells: Cells;
  readonly ratingPlace: number;
  readonly mark: Mark;
  readonly dates: DateOrder | undefined;
  readonly numbers: NumberSpace | undefined;
  readonly layout: Layout;
}

/** Where the ratings stand: of several columns the first that has any. */
function ratingPlaces({ columns, body }: Layout, source: Source): readonly number[] {
  const own = SOURCES[source].ratingColumns;
  const places = (columns.places.get('rating') ?? []).filter(
    (place) => own?.includes(columns.names[place] ?? '') ?? true
  );
  return places.filter((place) =>
    // A note is a rating in French and a remark in English.
    columns.names[place] === 'note'
      ? body.some(({ cells }) => parseRating(cells[place] ?? ''))
      : body.some(({ cells }) => (cells[place] ?? '') !== '')
  );
}

/** Throws where a table holds the ratings of several people: nobody knows whose are meant. */
function checkPeople(path: string, { body, columns }: Layout): void {
  const [place] = columns.places.get('userId') ?? [];
  if (place === undefined) return;
  const people = new Set(
    body.filter(({ problem }) => problem === undefined).map(({ cells }) => cells[place] ?? '')
  );
  if (people.size <= 1) return;
  throw new YamrError(
    'bad-input',
    `${path} holds the ratings of ${people.size} people: leave in it the lines of one userId. Nothing was changed.`
  );
}

/** The order that the file's dates show; where all can be read both ways, nobody knows it. */
function dateOrderOf(cells: Cells, body: readonly TableRow[]): { order?: DateOrder; isTwofold: boolean } {
  let isOpen = false;
  for (const row of body) {
    for (const cell of new Set([...cells(row, 'date'), ...cells(row, 'listed')])) {
      const order = orderOf(cell);
      if (order && !cell.includes('.')) return { order, isTwofold: false };
      isOpen ||= isTwofold(cell);
    }
  }
  return { isTwofold: isOpen };
}

function toRow(row: TableRow, table: Table): ImportRow {
  const { source, cells, ratingPlace, layout, numbers } = table;
  if (row.problem !== undefined) {
    const title = (row.cells[0] ?? '').slice(0, 120);
    return { line: row.line, mark: 'nothing', kind: 'unknown', title, problem: row.problem };
  }
  const first = (column: Column): string => cells(row, column).find((cell) => cell !== '') ?? '';
  const address = cells(row, 'address').map(parseAddress);
  const bare = layout.isBareNumbers
    ? parseCount(row.cells[layout.columns.names.indexOf('numbers')])
    : undefined;
  const ownId = parseCount(first('movieId'));
  const movieId = source === 'movielens' || numbers === 'movielens' ? (ownId ?? bare) : undefined;
  const imdbId = parseImdbId(first('imdbId')) ?? address.find((one) => one.imdbId)?.imdbId;
  const isPart = first('season') !== '' || first('episode') !== '';
  const kind: TitleKind =
    kindOf(first('type')) ??
    address.find((one) => one.kind)?.kind ??
    (SOURCES[source].isMoviesOnly || numbers === 'tmdb' ? 'movie' : 'unknown');
  const tmdbId = parseCount(first('tmdbId')) ?? address.find((one) => one.tmdbId)?.tmdbId;

  const ratingCell = row.cells[ratingPlace] ?? '';
  const rating = parseRating(ratingCell);
  const status = first('status');
  const wasWatched = cells(row, 'watched').some((cell) => /\d/.test(cell));
  const mark =
    status !== ''
      ? markOfStatus(plainName(status))
      : table.mark === 'ask' && wasWatched
        ? 'seen'
        : table.mark;
  const isListed = mark === 'watchlist' && rating === undefined;
  const dates = cells(row, isListed ? 'listed' : 'date');
  const [title, ...otherTitles] = cells(row, 'title')
    .filter((cell) => cell !== '')
    .map(clip);
  const originalTitle =
    cells(row, 'originalTitle').find((cell) => cell !== '' && cell !== title) ?? otherTitles[0];
  return present({
    line: row.line,
    value: rating?.value,
    outOf: rating?.outOf,
    mark,
    kind,
    addedAtMs: dates.map((cell) => parseDate(cell, table.dates)).find((ms) => ms !== undefined),
    movieId,
    imdbId: imdbId ?? (numbers === 'imdb' ? bare : undefined),
    tmdbId: tmdbId ?? (numbers === 'tmdb' ? bare : undefined),
    title: title ?? (bare === undefined ? undefined : `number ${bare}`),
    originalTitle,
    year: cells(row, 'year')
      .map(parseYear)
      .find((year) => year !== undefined),
    problem: isPart
      ? 'it is a part of a series'
      : ratingCell !== '' && !rating
        ? `“${clip(ratingCell)}” is no rating`
        : undefined
  });
}

/** What a table says. Throws `bad-input` where it names no movies, or the ratings of several people. */
export function readTable(
  path: string,
  text: string,
  encoding: Encoding,
  chosen: ChosenSettings = {}
): ParsedFile {
  const layout = layOut(text, chosen.delimiter);
  if (!layout) {
    throw new YamrError(
      'bad-input',
      `${path} names no movies: YAMR looks for a column movieId, imdbID, tmdbID, Const, Title or Name in its first lines. Nothing was changed.`
    );
  }
  if (layout.body.length > MAX_ROWS) {
    throw new YamrError(
      'bad-input',
      `${path} has more than ${MAX_ROWS.toLocaleString('en')} rows: no library has. Nothing was changed.`
    );
  }
  checkPeople(path, layout);
  const source = chosen.source ?? sourceOf(layout.columns.known, path);
  const { name: _, ...facts } = SOURCES[source];
  const cells: Cells = (row, column) =>
    (layout.columns.places.get(column) ?? []).map((place) => row.cells[place] ?? '');
  const places = ratingPlaces(layout, source);
  const nameAt = (place: number): string => layout.columns.names[place] ?? '';
  const ratingPlace = places.find((place) => nameAt(place) === chosen.ratingColumn) ?? places[0] ?? -1;
  const found = dateOrderOf(cells, layout.body);
  const dates = chosen.dates ?? found.order;
  const rows = layout.body.map((row) =>
    toRow(row, {
      source,
      cells,
      ratingPlace,
      mark: markOf(source, path),
      dates,
      numbers: chosen.numbers,
      layout
    })
  );
  const values = rows.flatMap(({ value }) => value ?? []);
  const onFileScale = rows.flatMap(({ value, outOf }) => (outOf === undefined ? (value ?? []) : []));
  const expected: ScaleMax = ['rating10', 'tier'].includes(nameAt(ratingPlace)) ? 10 : facts.scaleMax;
  const ratingColumns = places.map(nameAt);
  return {
    name: path,
    source,
    settings: present({
      encoding,
      source,
      delimiter: layout.delimiter,
      dates: chosen.dates ?? (found.isTwofold ? undefined : found.order),
      numbers: chosen.numbers,
      ratingColumn: ratingColumns.length > 1 ? nameAt(ratingPlace) : undefined,
      ratingColumns: ratingColumns.length > 1 ? ratingColumns : undefined
    }),
    ...(onFileScale.length > 0 && { scaleMax: detectScale(onFileScale, expected) }),
    zeros: values.filter((value) => value === 0).length,
    ...(facts.zeroIsRating !== undefined && { zeroIsRating: facts.zeroIsRating }),
    asksNumbers:
      layout.isBareNumbers ||
      rows.some(({ tmdbId, kind, title, imdbId }) => tmdbId && kind === 'unknown' && !title && !imdbId) ||
      chosen.numbers !== undefined,
    asksDates: found.isTwofold || chosen.dates !== undefined,
    rank: rankOf(path),
    rows
  };
}
