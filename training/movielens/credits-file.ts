/**
 * Owns credits.csv (docs/data.md): what Wikidata says of a movie, ids of people and things joined by "|", and
 * beside them, where the file has those columns, their names. `scripts/credits` writes it.
 */
import { YamrError } from '#core/errors';
import { isMovieId } from '#core/ids';
import { badMovieId, parseId, readTable, type Reading } from './checked-rows.ts';
import type { SourceFile } from './csv.ts';
import type { CreditRow } from './tables.ts';

/** Every file has these, in any order. */
export const CREDIT_COLUMNS = [
  'movieId',
  'imdbId',
  'wikidata',
  'directors',
  'cast',
  'genres',
  'country',
  'language',
  'basedOn',
  'series'
] as const;

/** The lists of a row: its field, the column of its ids, and the field and column of its names. */
export const CREDIT_LISTS = [
  { ids: 'directors', column: 'directors', names: 'directorNames' },
  { ids: 'cast', column: 'cast', names: 'castNames' },
  { ids: 'genres', column: 'genres', names: 'genreNames' },
  { ids: 'countries', column: 'country', names: 'countryNames' },
  { ids: 'languages', column: 'language', names: 'languageNames' },
  { ids: 'basedOn', column: 'basedOn', names: 'basedOnNames' },
  { ids: 'series', column: 'series', names: 'seriesNames' }
] as const;

/** A file may have these too, in any order. */
export const OPTIONAL_CREDIT_COLUMNS = ['runtimeMinutes', ...CREDIT_LISTS.map(({ names }) => names)] as const;

const ITEM = /^Q[1-9]\d*$/;

function checkColumns(file: SourceFile, found: readonly string[]): void {
  const known: ReadonlySet<string> = new Set([...CREDIT_COLUMNS, ...OPTIONAL_CREDIT_COLUMNS]);
  const missing = CREDIT_COLUMNS.find((column) => !found.includes(column));
  const odd = found.find((column, k) => !known.has(column) || found.indexOf(column) !== k);
  if (missing === undefined && odd === undefined) return;
  const what =
    missing === undefined ? `an unknown or repeated column "${odd ?? ''}"` : `no column "${missing}"`;
  throw new YamrError(
    'bad-data',
    `${file.name} in ${file.directory} has ${what}; docs/data.md names them all.`
  );
}

/** The list's ids, each once, with their names; or the reason why they are none. */
function readList(
  column: string,
  idText: string,
  nameText: string | undefined
): { readonly ids: readonly string[]; readonly names: readonly string[] } | string {
  const ids = idText === '' ? [] : idText.split('|');
  const bad = ids.find((id) => !ITEM.test(id));
  if (bad !== undefined) return `"${bad.slice(0, 40)}" in ${column} is not a Wikidata id`;
  const names = ids.length === 0 && !nameText ? [] : (nameText ?? '').split('|');
  if (nameText !== undefined && names.length !== ids.length)
    return `${column} has ${ids.length} ids and ${names.length} names`;
  const isFirst = (_: string, k: number): boolean => ids.indexOf(ids[k] ?? '') === k;
  return { ids: ids.filter(isFirst), names: names.filter(isFirst) };
}

/** Throws as `readTable` does, and `bad-data` for a header with a column too few, too many or unknown. */
export async function readCredits(
  file: SourceFile,
  isKnownMovie: (movieId: number) => boolean,
  reading: Reading
): Promise<CreditRow[]> {
  const credits: CreditRow[] = [];
  const seen = new Set<number>();
  const places = new Map<string, number>();
  const takeHeader = (found: readonly string[]): void => {
    checkColumns(file, found);
    found.forEach((column, k) => places.set(column, k));
  };
  // The same person stands in many rows: one string each saves more than half of the memory.
  const shared = new Map<string, string>();
  const share = (text: string): string => {
    const known = shared.get(text);
    if (known === undefined) shared.set(text, text);
    return known ?? text;
  };

  await readTable(file, takeHeader, reading, (fields) => {
    const field = (column: string): string | undefined => {
      const place = places.get(column);
      return place === undefined ? undefined : fields[place];
    };
    const idText = field('movieId');
    const movieId = parseId(idText);
    if (!isMovieId(movieId)) return badMovieId(idText);
    if (!isKnownMovie(movieId)) return `movie ${movieId} is not in movies.csv`;
    if (seen.has(movieId)) return `movie ${movieId} is listed twice`;
    const imdbText = field('imdbId') ?? '';
    const imdbId = imdbText === '' ? 0 : parseId(imdbText.replace(/^tt/, ''));
    if (!Number.isSafeInteger(imdbId)) return `the imdbId "${imdbText.slice(0, 40)}" is not an IMDb id`;
    const wikidata = field('wikidata') ?? '';
    if (wikidata !== '' && !ITEM.test(wikidata)) return `"${wikidata.slice(0, 40)}" is not a Wikidata id`;
    const runtimeText = field('runtimeMinutes');
    const runtimeMinutes = runtimeText ? parseId(runtimeText) : 0;
    if (!Number.isSafeInteger(runtimeMinutes)) return 'the runtimeMinutes are not a whole number';
    const lists: Partial<Record<(typeof CREDIT_LISTS)[number]['ids' | 'names'], readonly string[]>> = {};
    for (const { ids, column, names } of CREDIT_LISTS) {
      const nameText = field(names);
      const list = readList(column, field(column) ?? '', nameText);
      if (typeof list === 'string') return list;
      lists[ids] = list.ids.map(share);
      if (nameText !== undefined) lists[names] = list.names.map(share);
    }
    seen.add(movieId);
    credits.push({
      movieId,
      imdbId,
      wikidata,
      ...(lists as Pick<CreditRow, (typeof CREDIT_LISTS)[number]['ids']>),
      ...(runtimeText !== undefined && { runtimeMinutes })
    });
    return undefined;
  });
  return credits;
}
