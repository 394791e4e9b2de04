/**
 * Owns the search over titles: typos, accents, articles, word order and the way a number is written do not
 * matter. What matches better comes first, then what more people have seen. MiniSearch holds the index.
 * `title-search.ts` brings this file and builds the index when somebody wants to search;
 * `npx tsx tests/search-speed.ts` measures it over a real catalogue.
 */
import MiniSearch, { type SearchOptions, type SearchResult } from 'minisearch';
import type { Catalogue, Movie } from '#core/catalogue';
import { asItemIndex } from '#core/ids';
import {
  isArticle,
  numberForms,
  seriesNumbers,
  seriesOf,
  tellingWords,
  termsOf,
  wordsOf
} from './search-terms.ts';

/** Titles added between two looks at the clock: a cold one takes a slow phone some milliseconds. */
const CHUNK = 4;
export interface TitleIndex {
  /** Adds titles until then (`performance.now()`, milliseconds); whether all are in. */
  grow(untilMs: number): boolean;
  /** At most `limit` movies of the titles that are in, best first; none for a query without a letter or a digit. */
  search(query: string, limit: number): readonly Movie[];
}

interface Doc {
  readonly id: number;
  readonly title: string;
  readonly extra: string;
}

function createIndex({ file, itemCount }: Catalogue) {
  /** By row: the telling words in one, "lordofrings". */
  const keys: string[] = [];
  const index = new MiniSearch<Doc>({
    fields: ['title', 'extra'],
    // Documents come as terms already, queries as words.
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term
  });
  const series: (string | undefined)[] = [];
  let numbers: ReadonlyMap<number, number> | undefined;
  const add = (row: number): void => {
    const title = file.title[row] ?? '';
    numbers ??= seriesNumbers(series, file.title, file.year);
    const place = numbers.get(row);
    const extra = [file.year[row] ?? '', ...(place === undefined ? [] : numberForms(place))];
    keys.push(tellingWords(title).join(''));
    index.add({ id: row, title: termsOf(title).join(' '), extra: extra.join(' ') });
  };
  return {
    index,
    keys,
    grow: (untilMs: number): boolean => {
      while (keys.length < itemCount && performance.now() < untilMs) {
        // The place in a series needs all titles to have been looked at.
        for (let k = 0; k < CHUNK && keys.length < itemCount; k++) {
          if (series.length < itemCount) series.push(seriesOf(file.title[series.length] ?? ''));
          else add(keys.length);
        }
      }
      return keys.length === itemCount;
    }
  };
}

/** How a title matches, best first: it is the query, begins with it, has all words, has them with its year or its number in a series. */
const enum Match {
  Same,
  Leading,
  Words,
  Series
}

/** Words are found by their beginning while they are typed; numbers are not: "2" is no "2001". */
const prefix = (term: string): boolean => !/^(?:.|\d{1,3}|ii+)$/u.test(term);
/** Begins thousands of titles: not worth a look into the index. */
const isBroad = (asked: string): boolean => asked.length < 3 || /^\d{3}$/.test(asked);
const EXACT: SearchOptions = { prefix, combineWith: 'AND' };
const FUZZY: SearchOptions = {
  prefix,
  fuzzy: (term) => (term.length > 7 ? 2 : term.length > 3 ? 1 : false),
  combineWith: 'AND'
};

/** An index over the titles of a catalogue that has none of them yet. */
export function createTitleIndex(catalogue: Catalogue): TitleIndex {
  const { index, keys, grow } = createIndex(catalogue);
  const { file } = catalogue;

  const matchOf = (row: number, words: readonly string[], result: SearchResult): Match => {
    const own = keys[row] ?? '';
    const asked = words.join('');
    if (own.startsWith(asked)) return own === asked ? Match.Same : Match.Leading;
    return Object.values(result.match).some((fields) => !fields.includes('title'))
      ? Match.Series
      : Match.Words;
  };
  /** By the kind of match, and within it by row: itemIndex is the order of popularity. */
  const ordered = (results: readonly SearchResult[], words: readonly string[]): number[] =>
    results
      .map((result) => ({ row: result.id as number, match: matchOf(result.id as number, words, result) }))
      .sort((a, b) => a.match - b.match || a.row - b.row)
      .map(({ row }) => row);
  /** One or two letters begin thousands of words: the most popular titles that begin with them will do. */
  const beginnings = (letters: string, limit: number): number[] => {
    const rows: number[] = [];
    for (let row = 0; row < keys.length; row++) {
      if (keys[row] === letters) rows.unshift(row);
      else if (rows.length < limit && keys[row]?.startsWith(letters)) rows.push(row);
    }
    return rows;
  };
  /** Nearly all words, where no title has all of them: what has most of them, by the engine's own score. */
  const nearly = (words: readonly string[]): number[] => {
    const all = index.search(words.join(' '), FUZZY);
    const results = all.length > 0 ? all : index.search(words.join(' '), { ...FUZZY, combineWith: 'OR' });
    const most = Math.max(0, ...results.map(({ queryTerms }) => queryTerms.length));
    return results
      .filter(({ queryTerms }) => queryTerms.length === most)
      .map(({ id, score }) => ({ row: id as number, score: score / Math.log2(8 + (id as number)) }))
      .sort((a, b) => b.score - a.score)
      .map(({ row }) => row);
  };

  /** All words; the last one may be no more than two letters yet, looked for in what the others find. */
  const exactly = (words: readonly string[]): number[] => {
    const last = words.at(-1) ?? '';
    const isBeginning = words.length > 1 && /^\p{L}{1,2}$/u.test(last);
    const whole = isBeginning ? words.slice(0, -1) : words;
    const rows = ordered(index.search(whole.join(' '), EXACT), words);
    if (!isBeginning) return rows;
    return rows.filter((row) => {
      const title = file.title[row] ?? '';
      return [...wordsOf(title), ...termsOf(title)].some((term) => term.startsWith(last));
    });
  };

  const search: TitleIndex['search'] = (query, limit) => {
    const typed = tellingWords(query);
    // Nothing but articles: the last one may be the beginning of a word, "The L".
    const words = typed.every(isArticle) ? typed.slice(-1) : typed;
    if (words.length === 0) return [];
    const asked = words.join('');
    const begun = isBroad(asked) ? beginnings(asked, limit) : [];
    const rows = begun.length >= limit ? begun : exactly(words).slice(0, limit);
    // Good matches need no guesses beside them.
    const isGuessable = asked.length > 3 && rows.length < (words.length === 1 ? 3 : 1);
    const guesses = isGuessable ? nearly(words) : [];
    return [...new Set([...rows, ...begun, ...guesses])]
      .slice(0, limit)
      .map((row) => catalogue.movie(asItemIndex(row)));
  };
  return { grow, search };
}
