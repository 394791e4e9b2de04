/**
 * Owns what of a title can be searched for: its words without accents, joined words, numbers in every way
 * they are written, and its place in a series. Neighbour: `title-keys.ts`, when two titles are the same.
 */

const ROMAN = 'i ii iii iv v vi vii viii ix x xi xii xiii xiv xv'.split(' ');
const WORDS =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'.split(' ');
/** Every way to write a number up to fifteen -> all of them: "ii" -> 2, two, ii. */
const NUMBERS = new Map<string, readonly string[]>();
for (const [place, roman] of ROMAN.entries()) {
  const forms = [String(place + 1), WORDS[place] ?? '', roman];
  for (const form of forms) NUMBERS.set(form, forms);
}

const ARTICLES = new Set(
  'the a an le la les l un une der die das ein eine el los las il lo gli det den de het en o os as'.split(' ')
);
export const isArticle = (word: string): boolean => ARTICLES.has(word);

/** Letters that have no accent to take away. */
const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ı: 'i'
};

const PLAIN = /^[ -%'-~]*$/;

/** Lower case, without accents and apostrophes: "Amélie" -> "amelie", "Alien³" -> "alien3", "Ocean's" -> "oceans". */
export function fold(text: string): string {
  // Most titles have no letter beyond these; looking at each form of each letter takes ten times as long.
  if (PLAIN.test(text)) return text.replace(/['`]+/g, '').toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'’‘`]+/gu, '')
    .toLowerCase()
    .replace(/[øæœßłđı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/&/g, ' and ');
}

/** The words of a text: "The Two Towers" -> the, two, towers. */
export function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** The words that tell: all but articles, unless there is nothing else ("The The"). */
export function tellingWords(text: string): string[] {
  const words = wordsOf(text);
  const telling = words.filter((word) => !ARTICLES.has(word));
  return telling.length > 0 ? telling : words;
}

/** What a title is found by. */
export interface TitleTerms {
  /** Its telling words in one: "lordofrings". */
  readonly key: string;
  /** Its words, articles among them, joined ones ("spiderman"), and numbers in all forms. */
  readonly terms: ReadonlySet<string>;
}

export function termsOf(title: string): TitleTerms {
  const folded = fold(title);
  const terms = new Set<string>();
  const words: string[] = [];
  for (const chunk of folded.split(/[\s/()]+/)) {
    const parts = chunk.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    if (parts.length > 1) terms.add(parts.join(''));
    for (const part of parts) {
      words.push(part);
      terms.add(part);
    }
  }
  const telling = words.filter((word) => !ARTICLES.has(word));
  const keys = telling.length > 0 ? telling : words;
  for (const word of keys) {
    for (const form of NUMBERS.get(word) ?? []) terms.add(form);
    // "alien3", "rocky2": the number alone.
    const [, name, digits] = /^(\p{L}+)(\d{1,2})$/u.exec(word) ?? [];
    if (name && digits) for (const term of [name, digits]) terms.add(term);
  }
  return { key: keys.join(''), terms };
}

/**
 * What fans call a title by its first letters: "lotr", "bttf", "rotk". Of the whole and of each part ("The Lord of the Rings: The Return of
 * the King"), with a leading article and without, three letters or more.
 */
export function initialsOf(title: string): readonly string[] {
  const main = title.replace(/ \(.*$/, '');
  const parts = [main, ...main.split(/: | - /)];
  const found = parts.flatMap((part) => {
    const words = fold(part).match(/[\p{L}\p{N}]+/gu) ?? [];
    const initials = words.map(([letter]) => letter).join('');
    return ARTICLES.has(words[0] ?? '') ? [initials, initials.slice(1)] : [initials];
  });
  return [...new Set(found)].filter(({ length }) => length >= 3);
}

/** What the films of a series have in common: "The Lord of the Rings: ...", "Harry Potter and the ...". */
export function seriesOf(title: string): string | undefined {
  const [, base] = /^(.+?)(?::| - | and the | \d+$| [IVX]+$)/.exec(title.replace(/ \(.*$/, '')) ?? [];
  const words = base === undefined ? [] : tellingWords(base);
  return words.length > 0 ? words.join(' ') : undefined;
}

/**
 * Numbers for the films of a series, by year: "The Lord of the Rings: The Two Towers" -> 2. A title with a
 * number of its own keeps that. `names` are those of `seriesOf`, by row.
 */
export function seriesNumbers(
  names: readonly (string | undefined)[],
  titles: readonly string[],
  years: readonly (number | null)[]
): Map<number, number> {
  const series = new Map<string, number[]>();
  for (const [row, name] of names.entries()) {
    if (name === undefined) continue;
    const rows = series.get(name);
    if (rows) rows.push(row);
    else series.set(name, [row]);
  }
  const numbers = new Map<number, number>();
  for (const rows of series.values()) {
    if (rows.length < 2) continue;
    rows.sort((a, b) => (years[a] ?? 9999) - (years[b] ?? 9999) || a - b);
    for (const [place, row] of rows.entries()) {
      if (!/\b(?:\d{1,2}|I{1,3}|I?VI{0,3}|I?X)\b/.test(titles[row] ?? '')) numbers.set(row, place + 1);
    }
  }
  return numbers;
}

/** All forms of a number up to fifteen, given in any of them, digits first. */
export const numberForms = (value: number | string): readonly string[] => NUMBERS.get(String(value)) ?? [];
