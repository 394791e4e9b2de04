/**
 * Owns how rows of a catalogue cross between the worker and the page: one text of all titles and columns of numbers.
 * 72,000 rows as arrays of arrays and strings hold both threads up many times longer.
 */
import type { CatalogueFile } from '#core/catalogue';

/** What stands once in a catalogue. */
export type CatalogueNames = Pick<
  CatalogueFile,
  'genreNames' | 'languageNames' | 'countryNames' | 'standard'
>;

const NUMBERS = ['movieId', 'year', 'imdbId', 'tmdbId', 'ratingCount', 'likeCount', 'series'] as const;
const LISTS = ['genres', 'languages', 'countries'] as const;
type NumberColumn = (typeof NUMBERS)[number];
type ListColumn = (typeof LISTS)[number];

export interface PackedRows {
  /** The row of the catalogue that is the first of these. */
  readonly fromRow: number;
  readonly rowCount: number;
  /** One after the other; a title ends where `titleEnds` says. */
  readonly titles: string;
  readonly titleEnds: Uint32Array;
  /** NaN is null. */
  readonly numbers: Readonly<Partial<Record<NumberColumn, Float64Array>>>;
  /** The lists of a column one after the other, and where each ends. */
  readonly lists: Readonly<
    Partial<Record<ListColumn, { readonly ends: Uint32Array; readonly values: Uint32Array }>>
  >;
}

export interface PackedCatalogue extends PackedRows {
  readonly names: CatalogueNames;
}

const namesOf = ({ genreNames, languageNames, countryNames, standard }: CatalogueFile): CatalogueNames => ({
  genreNames,
  ...(languageNames && { languageNames }),
  ...(countryNames && { countryNames }),
  ...(standard && { standard })
});

function packLists(lists: readonly (readonly number[])[]) {
  const ends = new Uint32Array(lists.length);
  let end = 0;
  for (let row = 0; row < lists.length; row++) ends[row] = end += lists[row]!.length;
  const values = new Uint32Array(end);
  let at = 0;
  for (const list of lists) for (const value of list) values[at++] = value;
  return { ends, values };
}

/** The rows from `fromRow` on. */
export function packRows(file: CatalogueFile, fromRow: number): PackedRows {
  const title = file.title.slice(fromRow);
  const titleEnds = new Uint32Array(title.length);
  let end = 0;
  for (let row = 0; row < title.length; row++) titleEnds[row] = end += title[row]!.length;
  const numbers: Partial<Record<NumberColumn, Float64Array>> = {};
  for (const name of NUMBERS) {
    const column = file[name];
    if (column) numbers[name] = Float64Array.from(column.slice(fromRow), (value) => value ?? NaN);
  }
  const lists: Partial<Record<ListColumn, ReturnType<typeof packLists>>> = {};
  for (const name of LISTS) {
    const column = file[name];
    if (column) lists[name] = packLists(column.slice(fromRow));
  }
  return { fromRow, rowCount: title.length, titles: title.join(''), titleEnds, numbers, lists };
}

export const packCatalogue = (file: CatalogueFile): PackedCatalogue => ({
  ...packRows(file, 0),
  names: namesOf(file)
});

/** A catalogue that rows are added to; like lists share one array. */
export function createUnpacker(start: CatalogueFile) {
  const file = { ...start };
  for (const name of ['title', ...NUMBERS, ...LISTS] as const) {
    const column = start[name];
    if (column) Object.assign(file, { [name]: column.slice() });
  }
  const known = new Map<string, number[]>();
  const listOf = (values: Uint32Array): number[] => {
    const key = values.join();
    let list = known.get(key);
    if (!list) known.set(key, (list = Array.from(values)));
    return list;
  };
  return {
    file,
    /** Adds the rows `from` to `to` of the packed ones. */
    add(rows: PackedRows, from: number, to: number): void {
      const endOf = (ends: Uint32Array, row: number): number => (row < 0 ? 0 : (ends[row] ?? 0));
      for (let row = from; row < to; row++) {
        file.title.push(rows.titles.slice(endOf(rows.titleEnds, row - 1), rows.titleEnds[row]));
      }
      for (const name of NUMBERS) {
        const [values, column] = [rows.numbers[name], file[name] as (number | null)[] | undefined];
        if (!values || !column) continue;
        for (let row = from; row < to; row++) column.push(Number.isNaN(values[row]) ? null : values[row]!);
      }
      for (const name of LISTS) {
        const [packed, column] = [rows.lists[name], file[name]];
        if (!packed || !column) continue;
        const { ends, values } = packed;
        for (let row = from; row < to; row++) {
          column.push(listOf(values.subarray(endOf(ends, row - 1), ends[row])));
        }
      }
    }
  };
}

/** The catalogue that was packed. */
export function unpackCatalogue(packed: PackedCatalogue): CatalogueFile {
  const empty: Partial<Record<string, unknown[]>> = { title: [] };
  for (const name of [...Object.keys(packed.numbers), ...Object.keys(packed.lists)]) empty[name] = [];
  const unpacker = createUnpacker({ ...packed.names, ...empty } as unknown as CatalogueFile);
  unpacker.add(packed, 0, packed.rowCount);
  return unpacker.file;
}
