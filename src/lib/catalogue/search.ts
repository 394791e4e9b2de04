/**
 * Owns the search over titles: typos, accents, articles, word order and the way a number is written do not matter. What
 * matches better comes first, then what more people have seen. `title-search.ts` brings this file and builds the index when
 * somebody wants to search; `npm run bench -- search` measures it over a whole catalogue.
 */
import { ratedRows, type Catalogue, type Movie } from '#core/catalogue';
import { asItemIndex } from '#core/ids';
import {
  initialsOf,
  isArticle,
  numberForms,
  seriesNumbers,
  seriesOf,
  tellingWords,
  termsOf
} from './search-terms.ts';
import { EXTRA, nearTerms, SEGMENT_ROWS, SegmentBuilder, termsFrom, type Segment } from './term-segment.ts';

/** Titles added between two looks at the clock: a cold one takes a slow phone some milliseconds. */
const CHUNK = 4;
/** Before a whole title, its telling words in one, as a term. */
const KEY = '^';
/** Before the initials of a title that people know, as a term: "lotr". Both stand before all words. */
const INITIALS = ']';
/** Titles that are the query though nobody has rated them, before those that people have seen. */
const MOST_UNSEEN = 3;
/** Words of a query beyond these do not count: each is a bit. */
const MOST_WORDS = 16;

export interface TitleIndex {
  /** Adds titles until then (`performance.now()`, milliseconds); whether all are in. */
  grow(untilMs: number): boolean;
  /** The same catalogue with more rows, which `grow` adds; those that are in can be found meanwhile. */
  extend(catalogue: Catalogue): void;
  /**
   * At most `limit` movies of the titles that are in, best first; none for a query without a letter or a digit. `also` are
   * rows that match it otherwise: they stand behind what people know by that title.
   */
  search(query: string, limit: number, also?: readonly number[]): readonly Movie[];
}

function createSegments(catalogue: Catalogue) {
  const { file } = catalogue;
  /** The place in a series is of the movies that people know: no end of others is called after them. */
  const inSeries = ratedRows(catalogue);
  const series: (string | undefined)[] = [];
  let numbers: ReadonlyMap<number, number> | undefined;
  const segments: Segment[] = [];
  let builder = new SegmentBuilder();
  let added = 0;
  const add = (title: string, year: number | null): void => {
    numbers ??= seriesNumbers(series, file.title, file.year);
    const row = added % SEGMENT_ROWS;
    const { key, terms } = termsOf(title);
    builder.add(row, terms);
    builder.add(row, [KEY + key]);
    const place = numbers.get(added);
    const extra = [
      ...(year === null ? [] : [String(year)]),
      ...(place === undefined ? [] : numberForms(place))
    ];
    builder.add(row, extra, EXTRA);
    if (added < inSeries)
      builder.add(
        row,
        initialsOf(title).map((letters) => INITIALS + letters),
        EXTRA
      );
    added++;
  };
  return {
    segments,
    grow({ file: { title, year }, itemCount }: Catalogue, untilMs: number): boolean {
      while (added < itemCount && performance.now() < untilMs) {
        // The place in a series needs all titles to have been looked at.
        for (let k = 0; k < CHUNK && added < itemCount; k++) {
          if (series.length < inSeries) series.push(seriesOf(title[series.length] ?? ''));
          else add(title[added] ?? '', year[added] ?? null);
          if (added > 0 && (added % SEGMENT_ROWS === 0 || added === itemCount)) {
            segments[Math.ceil(added / SEGMENT_ROWS) - 1] = builder.build();
            if (added % SEGMENT_ROWS === 0) builder = new SegmentBuilder();
          }
        }
      }
      return added >= itemCount;
    }
  };
}

/** How a title matches, best first: it is the query, begins with it, has all words, has them with its year or its number in a series. */
const Match = { Same: 0, Leading: 1, Words: 2, Series: 3 } as const;

/** Words are found by their beginning while they are typed; numbers are not: "2" is no "2001". */
const isPrefix = (word: string): boolean => !/^(?:.|\d{1,3}|ii+)$/u.test(word);
const isYear = (word: string): boolean => /^(?:18|19|20)\d\d$/.test(word);
/** "dune 20": of a year on its way. */
const isYearBegun = (word: string): boolean => /^(?:18|19|20)\d?$/.test(word);
/** Begins thousands of titles: not worth a look at every word. */
const isBroad = (asked: string): boolean => asked.length < 3 || /^\d{3}$/.test(asked);
const editsOf = (word: string): number => (word.length > 7 ? 2 : word.length > 3 ? 1 : 0);

/** Rows: titles that people know or that are the query, and the others that match. */
interface Found {
  readonly first: readonly number[];
  readonly then: readonly number[];
}

/** A query, taken apart. */
interface Query {
  readonly words: readonly string[];
  /** All words in one. */
  readonly asked: string;
  /** Where a word is a year, or begins one: that, and the others in one. */
  readonly year?: { readonly digits: string; readonly rest: string };
}

function parseQuery(text: string): Query | undefined {
  const typed = tellingWords(text).slice(0, MOST_WORDS);
  // Nothing but articles: the last one may be the beginning of a word, "The L".
  const words = typed.every(isArticle) ? typed.slice(-1) : typed;
  if (words.length === 0) return undefined;
  const place = words.findLastIndex(
    (word, k) => isYear(word) || (k === words.length - 1 && isYearBegun(word))
  );
  const asked = words.join('');
  if (words.length === 1 || place < 0) return { words, asked };
  return { words, asked, year: { digits: words[place]!, rest: words.toSpliced(place, 1).join('') } };
}

/** Whether a word counts by its beginning: while it is typed also one of two letters. */
const countsBegun = (words: readonly string[], k: number): boolean =>
  isPrefix(words[k]!) || (words.length > 1 && k === words.length - 1 && /^\p{L}{1,2}$/u.test(words[k]!));

/** An index over the titles of a catalogue that has none of them yet. */
export function createTitleIndex(start: Catalogue): TitleIndex {
  const index = createSegments(start);
  const { segments } = index;
  let catalogue = start;
  const seen = ratedRows(start);
  /** Of each row of a segment a bit for each word of the query: in its title, and there or besides it. */
  const inTitle = new Uint32Array(SEGMENT_ROWS);
  const anywhere = new Uint32Array(SEGMENT_ROWS);
  /** Of each row of a segment, its Match and 1 more; 0 is none. */
  const matches = new Uint8Array(SEGMENT_ROWS);
  const yearOf = (row: number): string => String(catalogue.file.year[row] ?? '');

  const mark = (segment: Segment, [first, last]: readonly [number, number], bit: number, only = 0): void => {
    const { firsts, rows } = segment;
    for (let at = firsts[first]!; at < firsts[last]!; at++) {
      const posting = rows[at]!;
      const row = posting & ~EXTRA;
      if (posting & EXTRA) anywhere[row]! |= bit;
      else if (only !== EXTRA) {
        anywhere[row]! |= bit;
        inTitle[row]! |= bit;
      }
    }
  };
  /** Marks the rows that have a word; whether any has. */
  const markWord = (segment: Segment, { words, year }: Query, k: number): boolean => {
    const word = words[k]!;
    const found = termsFrom(segment, word, countsBegun(words, k));
    mark(segment, found, 1 << k);
    const initials = termsFrom(segment, INITIALS + word, false);
    mark(segment, initials, 1 << k);
    if (word !== year?.digits || isYear(word)) return found[0] < found[1] || initials[0] < initials[1];
    mark(segment, termsFrom(segment, word, true), 1 << k, EXTRA);
    return true;
  };
  /** Notes the rows whose title is these words, or begins with them. */
  const noteKeys = (segment: Segment, key: string, isWanted: (row: number) => boolean): void => {
    const { starts, firsts, rows } = segment;
    const [first, last] = termsFrom(segment, KEY + key, true);
    for (let term = first; term < last; term++) {
      const isSame = starts[term + 1]! - starts[term]! === KEY.length + key.length + 1;
      const match = 1 + (isSame ? Match.Same : Match.Leading);
      for (let at = firsts[term]!; at < firsts[term + 1]!; at++) {
        const row = rows[at]!;
        if (isWanted(row) && (matches[row] === 0 || matches[row]! > match)) matches[row] = match;
      }
    }
  };
  const noteWords = (segment: Segment, query: Query): void => {
    const all = (1 << query.words.length) - 1;
    anywhere.fill(0);
    inTitle.fill(0);
    for (let k = 0; k < query.words.length; k++) if (!markWord(segment, query, k)) return;
    for (let row = 0; row < SEGMENT_ROWS; row++) {
      if (anywhere[row] === all && matches[row] === 0)
        matches[row] = 1 + (inTitle[row] === all ? Match.Words : Match.Series);
    }
  };

  /** Rows by Match, those that people have seen and the others; `limit` of each will do. */
  const exactly = (query: Query, limit: number): Found => {
    const bySight = [0, 1].map(() => [0, 1, 2, 3].map((): number[] => []));
    const { asked, year } = query;
    let words = 0;
    for (const [place, segment] of segments.entries()) {
      const offset = place * SEGMENT_ROWS;
      matches.fill(0);
      noteKeys(segment, asked, () => true);
      if (year) noteKeys(segment, year.rest, (row) => yearOf(offset + row).startsWith(year.digits));
      if (words < limit && !(isBroad(asked) && bySight[0]![Match.Leading]!.length >= limit)) {
        noteWords(segment, query);
      }
      for (let row = 0; row < SEGMENT_ROWS; row++) {
        if (matches[row] === 0) continue;
        const match = matches[row]! - 1;
        if (match === Match.Words) words++;
        const rows = bySight[offset + row < seen ? 0 : 1]![match]!;
        if (rows.length < limit || match === Match.Same) rows.push(offset + row);
      }
    }
    const [known, unseen] = bySight as [number[][], number[][]];
    const newest = unseen[Match.Same]!.sort((a, b) => Number(yearOf(b)) - Number(yearOf(a)) || a - b);
    return {
      first: [...known[Match.Same]!, ...newest.slice(0, MOST_UNSEEN), ...known.slice(Match.Leading).flat()],
      then: [...newest.slice(MOST_UNSEEN), ...unseen.slice(Match.Leading).flat()]
    };
  };

  /** Nearly the words, where no title has them: what has most of them, then what has the rarer ones and more people have seen. */
  const nearly = (query: Query): readonly number[] => {
    const { words } = query;
    const memos = words.map(() => new Map<string, number>());
    const titles = words.map(() => 0);
    let most = 1;
    let found: { row: number; qualities: Float32Array }[] = [];
    const qualities = new Float32Array(SEGMENT_ROWS * words.length);
    for (const [place, segment] of segments.entries()) {
      qualities.fill(0);
      const rate = (term: number, k: number, value: number): void => {
        for (let at = segment.firsts[term]!; at < segment.firsts[term + 1]!; at++) {
          const cell = (segment.rows[at]! & ~EXTRA) * words.length + k;
          if (qualities[cell] === 0) titles[k]!++;
          qualities[cell] = Math.max(qualities[cell]!, value);
        }
      };
      for (const [k, word] of words.entries()) {
        const [first, last] = termsFrom(segment, word, countsBegun(words, k));
        for (let term = first; term < last; term++) rate(term, k, 1);
        const edits = editsOf(word);
        const isLast = k === words.length - 1 && word.length > 4;
        if (edits === 0) continue;
        for (const [term, off] of nearTerms(segment, word, edits, isLast, memos[k]!)) {
          rate(term, k, 1 / (1 + off));
        }
      }
      for (let row = 0; row < SEGMENT_ROWS; row++) {
        let count = 0;
        for (let k = 0; k < words.length; k++) if (qualities[row * words.length + k]! > 0) count++;
        if (count < most) continue;
        if (count > most) found = [];
        most = count;
        const own = qualities.slice(row * words.length, (row + 1) * words.length);
        found.push({ row: place * SEGMENT_ROWS + row, qualities: own });
      }
    }
    const rarity = titles.map((count) => 1 / Math.log2(2 + count));
    return found
      .map(({ row, qualities: own }) => ({
        row,
        score: rarity.reduce((sum, weight, k) => sum + weight * own[k]!, 0) / Math.log2(8 + row)
      }))
      .sort((a, b) => b.score - a.score)
      .map(({ row }) => row);
  };

  return {
    grow: (untilMs) => index.grow(catalogue, untilMs),
    extend: (next) => (catalogue = next),
    search(text, limit, also = []) {
      const query = parseQuery(text);
      if (!query) return [];
      const { first, then } = exactly(query, limit);
      const rows = [...first, ...also, ...then].slice(0, limit);
      // Good matches need no guesses beside them.
      const enough = query.words.length === 1 ? 3 : 1;
      const isGuessable = query.asked.length > 3 && rows.filter((row) => row < seen).length < enough;
      const guesses = isGuessable && rows.length < limit ? nearly(query) : [];
      return [...new Set([...rows, ...guesses])]
        .slice(0, limit)
        .map((row) => catalogue.movie(asItemIndex(row)));
    }
  };
}
