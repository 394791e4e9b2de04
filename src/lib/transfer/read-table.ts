/**
 * Owns which table says what: the columns of MovieLens, Letterboxd, IMDb and Trakt, and of anybody who uses
 * the same names.
 */
import { YamrError } from '#core/errors';
import type { LibraryList } from '$lib/library/library';
import type { TableRow } from './csv.ts';
import type { ImportRow, ScaleMax, Source } from './rows.ts';

/** Names of columns in lower case, letters and digits alone, the most telling first. */
const COLUMNS = {
  userId: ['userid'],
  movieId: ['movieid'],
  imdbId: ['const', 'imdbid', 'imdb', 'movieimdbid'],
  tmdbId: ['tmdbid', 'tmdb', 'movietmdbid'],
  title: ['title', 'name', 'movietitle', 'originaltitle'],
  year: ['year', 'releaseyear', 'movieyear'],
  rating: ['yourrating', 'rating', 'rating10', 'myrating', 'userrating', 'stars'],
  date: [
    ...['daterated', 'ratedat', 'watcheddate', 'timestamp', 'watchedat', 'lastwatchedat', 'listedat'],
    ...['created', 'date']
  ],
  type: ['titletype', 'type']
} as const;
type Column = keyof typeof COLUMNS;

export interface ReadTable {
  readonly source: Source;
  readonly expectedScale: ScaleMax;
  readonly rows: readonly ImportRow[];
}

const nameOf = (cell: string): string => cell.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Which service wrote a table, by columns that no other has. */
function sourceOf(names: ReadonlySet<string>): Source {
  if (names.has('movieid')) return 'movielens';
  if (names.has('const')) return 'imdb';
  if (names.has('letterboxduri') || (names.has('imdbid') && names.has('watcheddate'))) return 'letterboxd';
  if (names.has('traktid') || names.has('traktrating') || names.has('ratedat')) return 'trakt';
  return 'table';
}

/** What a row without a rating means: the name of the file says it, and some columns do. */
function listOf(file: string, names: ReadonlySet<string>): LibraryList {
  if (/watch-?_?list/i.test(file) || names.has('listedat')) return 'watchlist';
  // IMDb's lists have places; the watchlist is the one that people export.
  return names.has('const') && names.has('position') ? 'watchlist' : 'seen';
}

/** Dates as the services write them: seconds, ISO, "2021-05-04", "05/04/2021". */
function parseDate(cell: string): number | undefined {
  const number = Number(cell);
  const ms = /^\d{9,13}$/.test(cell) ? (number < 1e11 ? number * 1000 : number) : Date.parse(cell);
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

function parseNumber(cell: string): number | undefined {
  const value = Number(/^\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell);
  return cell !== '' && Number.isFinite(value) ? value : undefined;
}

/** "tt0133093", "133093", a URL of either -> 133093. */
export function parseServiceId(cell: string | number | null | undefined): number | undefined {
  const [, digits] = /(?:^|tt|\/)(\d{1,10})(?:\D|$)/.exec(String(cell ?? '')) ?? [];
  const value = Number(digits);
  return value > 0 ? value : undefined;
}

const present = <T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never;

/** What a table says. Throws `bad-input` where it names no movies, or the ratings of several people. */
export function readTable(file: string, table: readonly TableRow[]): ReadTable {
  const [header, ...body] = table;
  const names = (header?.cells ?? []).map(nameOf);
  const known = new Set(names);
  const places = new Map<Column, number>();
  for (const [column, candidates] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const name = candidates.find((candidate) => known.has(candidate));
    if (name !== undefined) places.set(column, names.indexOf(name));
  }
  if (!['movieId', 'imdbId', 'tmdbId', 'title'].some((column) => places.has(column as Column))) {
    throw new YamrError(
      'bad-input',
      `${file} names no movies: YAMR looks for a column movieId, imdbID, tmdbID, Const, Title or Name in its first line. Nothing was changed.`
    );
  }
  const cellOf = (row: TableRow, column: Column): string => row.cells[places.get(column) ?? -1] ?? '';
  if (places.has('userId')) {
    const people = new Set(body.map((row) => cellOf(row, 'userId')));
    if (people.size > 1) {
      throw new YamrError(
        'bad-input',
        `${file} holds the ratings of ${people.size} people: leave in it the lines of one userId. Nothing was changed.`
      );
    }
  }
  const source = sourceOf(known);
  const unrated = listOf(file, known);
  const rows = body.map((row): ImportRow => {
    const rating = cellOf(row, 'rating');
    const value = parseNumber(rating);
    const type = nameOf(cellOf(row, 'type'));
    const title = cellOf(row, 'title');
    const problem =
      rating !== '' && value === undefined
        ? `“${rating}” is no rating`
        : ['tvseries', 'tvepisode', 'tvminiseries', 'show', 'episode', 'season', 'videogame'].includes(type)
          ? 'it is no movie'
          : undefined;
    return present({
      file,
      line: row.line,
      list: value !== undefined && value > 0 ? 'rated' : unrated,
      value: value !== undefined && value > 0 ? value : undefined,
      addedAtMs: parseDate(cellOf(row, 'date')),
      movieId: parseNumber(cellOf(row, 'movieId')),
      imdbId: parseServiceId(cellOf(row, 'imdbId')),
      tmdbId: parseServiceId(cellOf(row, 'tmdbId')),
      title: title === '' ? undefined : title,
      year: parseNumber(cellOf(row, 'year').slice(0, 4)),
      problem
    });
  });
  const isTenth = source === 'imdb' || source === 'trakt' || names[places.get('rating') ?? -1] === 'rating10';
  return { source, expectedScale: isTenth ? 10 : 5, rows };
}
