/**
 * Owns an index over the terms of some hundred titles: sorted terms in one text, and the rows of each. A search over
 * 88,000 titles goes through 170 of these; each is made in a few milliseconds and takes a tenth of the memory of maps.
 */

/** Rows of one segment, at most: with the flag they fit into 16 bits. */
export const SEGMENT_ROWS = 512;
/** On a posting: the term is not of the title itself but of what is known besides (its year, its place in a series). */
export const EXTRA = 0x8000;

const LINE_FEED = 10;

export interface Segment {
  /** Terms in the order of their code units, a line each. */
  readonly text: string;
  /** Where each term begins, and one more. */
  readonly starts: Uint32Array;
  /** Postings of term `t` stand at `firsts[t]` .. `firsts[t + 1] - 1`. */
  readonly firsts: Uint32Array;
  /** Row within the segment, with or without EXTRA; ascending within a term. */
  readonly rows: Uint16Array;
}

/** Collects the terms of rows 0, 1, 2 ... */
export class SegmentBuilder {
  readonly #postings = new Map<string, number[]>();

  /** Rows must come in ascending order. */
  add(row: number, terms: Iterable<string>, flag = 0): void {
    for (const term of terms) {
      const rows = this.#postings.get(term);
      if (!rows) this.#postings.set(term, [row | flag]);
      else if ((rows.at(-1)! & ~EXTRA) !== row) rows.push(row | flag);
    }
  }

  build(): Segment {
    const terms = [...this.#postings.keys()].sort();
    const starts = new Uint32Array(terms.length + 1);
    const firsts = new Uint32Array(terms.length + 1);
    let count = 0;
    for (const [t, term] of terms.entries()) {
      starts[t + 1] = starts[t]! + term.length + 1;
      firsts[t + 1] = count += this.#postings.get(term)!.length;
    }
    const rows = new Uint16Array(count);
    for (const [t, term] of terms.entries()) rows.set(this.#postings.get(term)!, firsts[t]);
    return { text: `${terms.join('\n')}\n`, starts, firsts, rows };
  }
}

/** The first term that is not before `wanted`. */
function lowerBound({ text, starts }: Segment, wanted: string): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    let at = starts[middle]!;
    let k = 0;
    // The line feed at a term's end stands before every letter.
    while (k < wanted.length && text.charCodeAt(at) === wanted.charCodeAt(k)) {
      at++;
      k++;
    }
    if (k < wanted.length && text.charCodeAt(at) < wanted.charCodeAt(k)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The terms that begin with `wanted`, or are it: from the first to before the second. */
export function termsFrom(segment: Segment, wanted: string, isPrefix: boolean): readonly [number, number] {
  const { text, starts } = segment;
  const first = lowerBound(segment, wanted);
  let last = first;
  const line = isPrefix ? wanted : `${wanted}\n`;
  while (last < starts.length - 1 && text.startsWith(line, starts[last])) last++;
  return [first, last];
}

/**
 * Edits (a letter put in, left out or exchanged, two neighbours swapped) from a word to a term, or to the nearest beginning of it;
 * more than `most` is told as `most + 1`. (Optimal string alignment: Damerau 1964.)
 */
export function editDistance(word: string, term: string, most: number, isPrefix: boolean): number {
  const width = term.length + 1;
  let before = Array.from({ length: width }, (_, k) => k);
  let earlier: number[] = [];
  for (let i = 1; i <= word.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j < width; j++) {
      const changed = before[j - 1]! + (word.charCodeAt(i - 1) === term.charCodeAt(j - 1) ? 0 : 1);
      row[j] = Math.min(changed, before[j]! + 1, row[j - 1]! + 1);
      const isSwapped =
        i > 1 &&
        j > 1 &&
        word.charCodeAt(i - 1) === term.charCodeAt(j - 2) &&
        word.charCodeAt(i - 2) === term.charCodeAt(j - 1);
      if (isSwapped) row[j] = Math.min(row[j]!, earlier[j - 2]! + 1);
      if (row[j]! < least) least = row[j]!;
    }
    // A swap may begin in the row before.
    if (least > most && Math.min(...before) > most) return most + 1;
    earlier = before;
    before = row;
  }
  return Math.min(most + 1, isPrefix ? Math.min(...before) : before[term.length]!);
}

/**
 * The terms within `most` edits of a word, with their edits. Of `most + 1` pieces of the word one is whole in any such term
 * and stands at most `most` letters off: only terms with one of them are looked at. Two letters swapped where pieces meet leave
 * neither whole: the word with them swapped back is looked up.
 */
export function nearTerms(
  segment: Segment,
  word: string,
  most: number,
  isPrefix: boolean,
  memo: Map<string, number>
): ReadonlyMap<number, number> {
  const { text, starts } = segment;
  const found = new Map<number, number>();
  const pieces = most + 1;
  // Whole titles stand before all words: nobody means them by a typo.
  const words = starts[lowerBound(segment, '_')]!;
  for (let piece = 0; piece < pieces; piece++) {
    const from = Math.floor((piece * word.length) / pieces);
    if (from > 0) {
      const swapped = word.slice(0, from - 1) + word[from]! + word[from - 1]! + word.slice(from + 1);
      const [first, last] = termsFrom(segment, swapped, isPrefix);
      for (let term = first; term < last; term++) found.set(term, Math.min(1, found.get(term) ?? 1));
    }
    const part = word.slice(from, Math.floor(((piece + 1) * word.length) / pieces));
    for (let at = text.indexOf(part, words); at >= 0; at = text.indexOf(part, at + 1)) {
      // The term begins behind the last line feed: not further away than the piece may stand.
      let begin = at;
      while (begin > words && at - begin <= from + most && text.charCodeAt(begin - 1) !== LINE_FEED) begin--;
      if (Math.abs(at - begin - from) > most) continue;
      const end = text.indexOf('\n', at);
      const size = end - begin;
      if (size < word.length - most || (!isPrefix && size > word.length + most)) continue;
      const term = text.slice(begin, end);
      let edits = memo.get(term);
      if (edits === undefined) memo.set(term, (edits = editDistance(word, term, most, isPrefix)));
      if (edits > most) continue;
      const place = termAt(starts, begin);
      found.set(place, Math.min(edits, found.get(place) ?? edits));
    }
  }
  return found;
}

/** The term that begins there. */
function termAt(starts: Uint32Array, begin: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < begin) low = middle + 1;
    else high = middle;
  }
  return low;
}
