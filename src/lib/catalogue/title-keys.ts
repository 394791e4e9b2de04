/**
 * Owns what two services' names of the same movie have in common: keys that are equal where only the spelling differs,
 * and weaker ones for titles of which one names more than the other. Neighbour: `title-lookup.ts`.
 */
import { parseTitle } from '#core/title';
import { numberForms, wordsOf } from './search-terms.ts';

/** What a title is written with here and there: one form of each. */
const SPELLINGS: Readonly<Record<string, string>> = {
  vol: 'volume',
  pt: 'part',
  dr: 'doctor',
  mr: 'mister',
  st: 'saint',
  vs: 'versus',
  v: 'versus',
  grey: 'gray',
  theatre: 'theater',
  centre: 'center',
  pyjamas: 'pajamas',
  catalogue: 'catalog'
};
const ENGLISH_ARTICLES = new Set(['the', 'a', 'an']);

function spelled(word: string, place: number): string {
  // "V for Vendetta" is no "versus".
  const one = word === 'v' && place === 0 ? word : (SPELLINGS[word] ?? word);
  const american = one.length > 4 ? one.replace(/our(s?)$/, 'or$1') : one;
  return numberForms(american)[0] ?? american;
}

/** The words of a title in one spelling, "and" left out, which is written in too many ways. */
const spelledWords = (title: string): string[] =>
  wordsOf(title)
    .filter((word) => word !== 'and')
    .map(spelled);

/** Equal for two ways to write a title: "Rocky II" and "Rocky 2", "The Matrix" and "Matrix". */
const keyOf = (words: readonly string[]): string =>
  words.slice(words.length > 1 && ENGLISH_ARTICLES.has(words[0] ?? '') ? 1 : 0).join('');

/** Weaker: no English article anywhere, and no word for "part" before its number: "Vol. 2" is 2. */
const looseKeyOf = (words: readonly string[]): string =>
  words
    .filter((word, place) => {
      const isPartWord = /^(?:volume|part|chapter)$/.test(word) && /^\d+$/.test(words[place + 1] ?? '');
      return !isPartWord && !ENGLISH_ARTICLES.has(word);
    })
    .join('');

export interface NamedYear {
  readonly title: string;
  readonly year: number | null;
}

/** "Heat (1995)", "Matrix, The (1999)": a year in parentheses at the end is the year and no title. */
export function titleAndYear(raw: string): NamedYear {
  return parseTitle(raw.replace(/\s*\[(\d{4})\]\s*$/, ' ($1)'));
}

/** A title's main form, the whole of it, and its other ones: "Seven (a.k.a. Se7en)" -> Seven, Se7en. */
export function titleForms(title: string): readonly string[] {
  if (!title.includes('(')) return [title];
  // "(500) Days of Summer" begins with its name.
  const named = title.startsWith('(') ? title.indexOf(')') + 1 : 0;
  const rest = title.slice(named);
  const others = [...rest.matchAll(/\(([^()]+)\)/g)].flatMap(([, inside = '']) =>
    inside.replace(/^a\.?k\.?a\.?\s*/i, '').split(/\s+a\.?k\.?a\.?\s+|\s+\/\s+/i)
  );
  const main = title.slice(0, named) + rest.replace(/\s*\([^()]*\)/g, '');
  // A bare number in parentheses is a year or a part, and other movies are called so.
  return [...new Set([main, title, ...others.filter((other) => !/^[\d\s/–-]+$/.test(other))])];
}

/** A part that names no movie: "Part 2", "Episode IV", "The Movie". */
const NO_NAME =
  /^(?:(?:the )?(?:movie|film)|(?:part|episode|chapter|volume|vol\.?|pt\.?|book|season)\s+\S+)$/i;
const SEPARATOR = /\s*[:;]\s+|\s+[-–—/]\s+|\s+or:?\s+(?=\()|,?\s+or:\s+/;

export interface TitleKeys {
  /** Two titles that share one are the same. */
  readonly same: ReadonlySet<string>;
  /** Two titles that share one are nearly so: no articles, no words for "part". */
  readonly loose: ReadonlySet<string>;
  /**
   * Of what stands around a colon: one that is the other title whole may be the same movie. Whether it tells enough
   * together with the very year; else it is only worth a question.
   */
  readonly parts: ReadonlyMap<string, boolean>;
}

export function titleKeys(title: string): TitleKeys {
  const same = new Set<string>();
  const loose = new Set<string>();
  const parts = new Map<string, boolean>();
  for (const form of titleForms(title)) {
    const words = spelledWords(form);
    if (words.length === 0) continue;
    same.add(keyOf(words));
    loose.add(looseKeyOf(words));
    const around = form.split(SEPARATOR).filter((part) => part.trim() !== '');
    if (around.length < 2) continue;
    addParts(around, (part, isTelling) => {
      const key = keyOf(spelledWords(part));
      if (key !== '') parts.set(key, (parts.get(key) ?? false) || isTelling);
    });
  }
  loose.delete('');
  return { same, loose, parts };
}

function addParts(parts: readonly string[], add: (part: string, isTelling: boolean) => void): void {
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  const dropped = parts.slice(1).join(' ');
  // What is left out must be no number: part 1 is no part 2. An episode has a year of its own.
  const hasNumber = /\b(?:\d+|[ivx]{2,}|one|two|three|four|i)\b/i.test(dropped.replace(/\bepisode \S+/i, ''));
  if (!NO_NAME.test(first)) add(first, !hasNumber);
  if (!NO_NAME.test(last)) {
    add(last, likenessWords(last).length > 1);
    if (parts.length > 2) add(`${first} ${last}`, true);
  }
  if (parts.length > 2) {
    add(dropped, true);
    add(parts.slice(0, -1).join(' '), false);
  }
}

/** The words that a likeness of two titles is counted in. */
export const likenessWords = (title: string): readonly string[] => [
  ...new Set(spelledWords(title).filter((word) => !ENGLISH_ARTICLES.has(word)))
];
