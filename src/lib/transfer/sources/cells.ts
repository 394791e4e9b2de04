/** Owns what single cells say: numbers, ratings, ids in their namespaces, years and dates, however they are written. */
import type { DateOrder } from '../settings.ts';
import type { TitleKind } from '../rows.ts';

/** "862", "862.0", "4,5". */
export function parseNumber(cell: string): number | undefined {
  const text = cell.trim();
  if (!/^[+-]?\d+(?:[.,]\d+)?$/.test(text)) return undefined;
  return Number(text.replace(',', '.'));
}

export interface CellRating {
  readonly value: number;
  /** "8/10": the cell says its scale itself. */
  readonly outOf?: number;
}

/** More is no title and no rating, and no page could show it. */
const SHOWN_CHARACTERS = 300;
/** A text from a file, as long as a page can show. */
export const clip = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;

/** "8", "4,5", "4½", "8/10", "85%", "★★★½". */
export function parseRating(cell: string): CellRating | undefined {
  const text = cell.trim();
  const [, part, whole] = /^(\d+(?:[.,]\d+)?)\s*(?:\/|out of|of)\s*(\d+)$/i.exec(text) ?? [];
  if (part !== undefined) {
    return Number(whole) > 0 ? { value: parseNumber(part) ?? 0, outOf: Number(whole) } : undefined;
  }
  if (/^\d+(?:[.,]\d+)?\s*%$/.test(text)) return { value: parseNumber(text.slice(0, -1)) ?? 0, outOf: 100 };
  if (/^★+½?$|^½$/.test(text)) {
    return { value: text.replace('½', '').length + (text.endsWith('½') ? 0.5 : 0), outOf: 5 };
  }
  const value = parseNumber(text.replace(/^(\d+) ?½$/, '$1.5'));
  return value === undefined || value < 0 ? undefined : { value };
}

/** A positive whole number, "862.0" too. */
export function parseCount(cell: string | number | null | undefined): number | undefined {
  const value = typeof cell === 'number' ? cell : parseNumber(cell ?? '');
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

export interface ServiceIds {
  readonly imdbId?: number;
  readonly tmdbId?: number;
  readonly kind?: TitleKind;
}

/** Of a title at IMDb, without its zeros; a shorter number under "IMDb" is what its users think of the movie. */
const SHORTEST_IMDB = 4;

/** IMDb: "tt0133093", "0133093", an address that holds it. A person's number (nm...) is none. */
export function parseImdbId(cell: string | number | null | undefined): number | undefined {
  const text = String(cell ?? '').trim();
  const [, digits] = /(?:^|[/\s])tt(\d{5,10})(?:\D|$)/i.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) || undefined;
  return text.replace(/\.0$/, '').length < SHORTEST_IMDB ? undefined : parseCount(text);
}

/** What an address of another service says: TMDB's has the kind of title in it. */
export function parseAddress(cell: string): ServiceIds {
  if (/imdb\.com\/.*tt\d/i.test(cell)) {
    const imdbId = parseImdbId(cell);
    return imdbId === undefined ? {} : { imdbId };
  }
  const [, type, digits] = /themoviedb\.org\/(movie|tv)\/(\d+)/i.exec(cell) ?? [];
  if (digits === undefined) return {};
  return type?.toLowerCase() === 'tv' ? { kind: 'series' } : { tmdbId: Number(digits), kind: 'movie' };
}

/** The year in a cell: "1995", "1995-12-15", "15.12.1995", "1995–1999". */
export function parseYear(cell: string): number | undefined {
  const [, year] = /(?:^|\D)((?:18[7-9]|19\d|20\d)\d)(?:\.0)?(?:\D|$)/.exec(cell) ?? [];
  return year === undefined ? undefined : Number(year);
}

/** 2100: what is later is no date. */
const LATEST_MS = Date.UTC(2100, 0, 1);
const valid = (ms: number): number | undefined => (ms >= 0 && ms < LATEST_MS ? ms : undefined);

function dayOf(year: number, month: number, day: number): number | undefined {
  const ms = Date.UTC(year, month - 1, day);
  return month <= 12 && new Date(ms).getUTCDate() === day ? valid(ms) : undefined;
}

const NUMERIC = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:\D.*)?$/;

/** Whether a date can be read in two ways that are not the same day; a dot always has the day first. */
export function isTwofold(cell: string): boolean {
  const [, first, mark, second] = NUMERIC.exec(cell.trim()) ?? [];
  return (
    mark !== undefined && mark !== '.' && first !== second && Number(first) <= 12 && Number(second) <= 12
  );
}

/** The order that a date can only be meant in, if it shows one. */
export function orderOf(cell: string): DateOrder | undefined {
  const [, first, mark, second] = NUMERIC.exec(cell.trim()) ?? [];
  if (mark === undefined) return undefined;
  if (mark === '.' || Number(first) > 12) return 'dmy';
  return Number(second) > 12 ? 'mdy' : undefined;
}

/** Dates as services write them; days and times without a zone are taken as UTC, so that they stay the same day. */
export function parseDate(cell: string, order: DateOrder | undefined): number | undefined {
  const text = cell.trim();
  if (/^\d{9,10}(?:\.0)?$/.test(text)) return valid(Number(text) * 1000);
  if (/^\d{12,13}$/.test(text)) return valid(Number(text));
  const [, first = '', mark, second = '', year = ''] = NUMERIC.exec(text) ?? [];
  if (mark !== undefined) {
    if (isTwofold(text) && (order === undefined || order === 'none')) return undefined;
    const isDayFirst =
      mark === '.' || first === second || Number(first) > 12 || (Number(second) <= 12 && order === 'dmy');
    return isDayFirst
      ? dayOf(Number(year), Number(second), Number(first))
      : dayOf(Number(year), Number(first), Number(second));
  }
  const [, y, m, d] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? [];
  if (y !== undefined) return dayOf(Number(y), Number(m), Number(d));
  if (!/\d{4}/.test(text) || !/^[\w ,:.+-]+$/.test(text)) return undefined;
  const iso = text.replace(/^(\d{4}-\d{2}-\d{2}) (\d)/, '$1T$2');
  const hasZone = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i.test(iso);
  // "2024-01-02T03:04" and "Thu May 12 00:00:00 2011" say no zone.
  return valid(
    Date.parse(hasZone ? iso : /T\d/.test(iso) ? `${iso}Z` : /^\d{4}-/.test(iso) ? iso : `${iso} UTC`)
  );
}
