/**
 * Owns which movies of a catalogue a title and a year can mean. A movie is found only where the titles are the same and
 * the years agree; all else is a question, or nothing. Neighbour: `title-keys.ts`.
 */
import { likenessWords, titleForms, titleKeys, type TitleKeys } from './title-keys.ts';

/** A year that two services may disagree by: festival and cinema. */
const YEARS_OFF = 1;
const MAX_CANDIDATES = 6;
/** Of the weight of the words of two titles, as much must be common to ask about them. */
const LIKE_ENOUGH = 0.62;
/** A word that more titles have tells nothing. */
const MAX_POSTINGS = 3000;

/** Columns of a catalogue, most rated first. */
export interface TitleColumns {
  readonly title: readonly string[];
  readonly year: readonly (number | null)[];
}

export interface TitleQuery {
  /** As its service names it, and in the original language. */
  readonly titles: readonly string[];
  readonly year: number | undefined;
}

/** Rows of the catalogue. `isSure`: the first one is meant. */
export interface TitleAnswer {
  readonly rows: readonly number[];
  readonly isSure: boolean;
}

const unique = (rows: readonly number[]): readonly number[] => [...new Set(rows)].sort((a, b) => a - b);
/** Rows by key; most keys have one row, and no list for it. */
type Rows = Map<string, number | number[]>;
const NONE: readonly number[] = [];

function push(map: Rows, key: string, row: number): void {
  const rows = map.get(key);
  if (rows === undefined) map.set(key, row);
  else if (typeof rows === 'number') {
    if (rows !== row) map.set(key, [rows, row]);
  } else if (rows.at(-1) !== row) rows.push(row);
}

function rowsOf(map: Rows, key: string): readonly number[] {
  const rows = map.get(key);
  return typeof rows === 'number' ? [rows] : (rows ?? NONE);
}

export class TitleLookup {
  readonly #columns: TitleColumns;
  readonly #same: Rows = new Map();
  /** Of titles whose loose keys are none of the others. */
  readonly #loose: Rows = new Map();
  /** Rows by their titles' parts; those whose part does not tell are below zero: ~row. */
  readonly #parts: Rows = new Map();
  #words: Rows | undefined;

  constructor(columns: TitleColumns) {
    this.#columns = columns;
    for (const [row, title] of columns.title.entries()) {
      const { same, loose, parts } = titleKeys(title);
      for (const key of same) push(this.#same, key, row);
      for (const key of loose) if (!same.includes(key)) push(this.#loose, key, row);
      for (const [key, isTelling] of parts) push(this.#parts, key, isTelling ? row : ~row);
    }
  }

  /** Whether a row may be called so: the same title, or more or less of it. */
  isCalled(row: number, titles: readonly string[]): boolean {
    const own = titleKeys(this.#columns.title[row] ?? '');
    const share = (a: readonly string[], b: readonly string[]): boolean => b.some((key) => a.includes(key));
    const partsOf = ({ parts }: TitleKeys): string[] => parts.map(([key]) => key);
    return titles
      .map(titleKeys)
      .some(
        (keys) =>
          share(own.same, keys.same) ||
          share(own.loose, keys.loose) ||
          share(own.same, partsOf(keys)) ||
          share(keys.same, partsOf(own))
      );
  }

  find({ titles, year }: TitleQuery): TitleAnswer {
    const keys = titles.map(titleKeys);
    const same = unique(keys.flatMap((one) => one.same.flatMap((key) => rowsOf(this.#same, key))));
    if (year === undefined) {
      const rows = same.length > 0 ? same : this.#weakRows(keys).map(({ row }) => row);
      return answer(rows, same.length === 1);
    }
    const offBy = (row: number): number => Math.abs((this.#columns.year[row] ?? -9999) - year);
    const nearest = (rows: readonly number[]): number[] =>
      [...rows].sort((a, b) => offBy(a) - offBy(b) || a - b);
    const sorted = nearest(same);
    const [best, second] = sorted;
    const isOnly =
      best !== undefined && offBy(best) <= YEARS_OFF && (second === undefined || offBy(second) > offBy(best));
    if (isOnly && offBy(best) === 0) return answer(sorted, true);
    const weak = this.#weakRows(keys).filter(({ row }) => offBy(row) <= YEARS_OFF);
    // A movie of the very year that is called so in part stands beside one of the year before.
    const others = weak.filter(({ row }) => row !== best && offBy(row) === 0);
    if (isOnly)
      return answer([best, ...others.map(({ row }) => row), ...sorted.slice(1)], others.length === 0);
    const around = sorted.filter((row) => offBy(row) <= YEARS_OFF);
    // "mother!" and "Mother" of one year: the one that is written so.
    const written = around.filter((row) => offBy(row) === 0 && this.#isWritten(row, titles));
    if (written.length === 1) return answer([...written, ...sorted], true);
    if (around.length === 0) {
      const [only, another] = others;
      if (only && !another && only.isTelling) return answer([only.row], true);
      if (weak.length > 0) return answer(nearest([...weak.map(({ row }) => row), ...same]), false);
      const alike = this.#alike(titles, (row) => offBy(row) <= YEARS_OFF);
      if (alike.length > 0) return answer([...alike, ...sorted], false);
    }
    return answer([...sorted, ...nearest(weak.map(({ row }) => row))], false);
  }

  #isWritten(row: number, titles: readonly string[]): boolean {
    const own = (this.#columns.title[row] ?? '').toLowerCase();
    return titles.some((title) => title.toLowerCase() === own);
  }

  #weakRows(keys: readonly TitleKeys[]): readonly { row: number; isTelling: boolean }[] {
    const found = new Map<number, boolean>();
    const add = (row: number, isTelling: boolean): void =>
      void found.set(row, (found.get(row) ?? false) || isTelling);
    for (const { same, loose, parts } of keys) {
      for (const key of loose) {
        for (const row of rowsOf(this.#loose, key)) add(row, true);
        for (const row of rowsOf(this.#same, key)) add(row, true);
      }
      for (const key of same) {
        for (const row of rowsOf(this.#loose, key)) add(row, true);
        for (const row of rowsOf(this.#parts, key)) add(row < 0 ? ~row : row, row >= 0);
      }
      for (const [key, isTelling] of parts) for (const row of rowsOf(this.#same, key)) add(row, isTelling);
    }
    return [...found].map(([row, isTelling]) => ({ row, isTelling })).sort((a, b) => a.row - b.row);
  }

  /** Titles with most of their words in common, the likest first: worth a question, never more. */
  #alike(titles: readonly string[], isNear: (row: number) => boolean): readonly number[] {
    const postings = (this.#words ??= this.#postings());
    const count = this.#columns.title.length;
    const weightOf = (word: string): number => Math.log(1 + count / (rowsOf(postings, word).length || 1));
    const weigh = (words: readonly string[]): number => words.reduce((sum, word) => sum + weightOf(word), 0);
    const scores = new Map<number, number>();
    for (const title of titles) {
      const asked = likenessWords(title);
      const rare = asked
        .filter((word) => isRare(rowsOf(postings, word).length))
        .sort((a, b) => weightOf(b) - weightOf(a))
        .slice(0, 3);
      for (const row of new Set(rare.flatMap((word) => rowsOf(postings, word)))) {
        if (!isNear(row)) continue;
        for (const form of titleForms(this.#columns.title[row] ?? '')) {
          const own = likenessWords(form);
          const shared = own.filter((word) => asked.includes(word));
          if (shared.length < 2) continue;
          const common = weigh(shared);
          const isWhole = shared.length === Math.min(own.length, asked.length);
          const likeness = isWhole ? 1 : (2 * common) / (weigh(own) + weigh(asked));
          scores.set(row, Math.max(scores.get(row) ?? 0, likeness));
        }
      }
    }
    return [...scores]
      .filter(([, likeness]) => likeness >= LIKE_ENOUGH)
      .sort(([a, likenessA], [b, likenessB]) => likenessB - likenessA || a - b)
      .map(([row]) => row);
  }

  #postings(): Rows {
    const words: Rows = new Map();
    for (const [row, title] of this.#columns.title.entries()) {
      for (const word of likenessWords(title)) push(words, word, row);
    }
    return words;
  }
}

const isRare = (titles: number): boolean => titles > 0 && titles <= MAX_POSTINGS;
const answer = (rows: readonly number[], isSure: boolean): TitleAnswer => ({
  rows: [...new Set(rows)].slice(0, MAX_CANDIDATES),
  isSure
});
