/**
 * Owns what two services' names of the same movie have in common: keys that are equal where only the spelling differs,
 * and weaker ones for titles of which one names more than the other. Neighbour: `title-lookup.ts`.
 */
import { parseTitle } from '#core/title';
import { numberForms, wordsOf } from './search-terms.ts';

/** What a title is written with here and there: one form of each. */
const SPELLINGS = new Map([
  ['vol', 'volume'],
  ['pt', 'part'],
  ['dr', 'doctor'],
  ['mr', 'mister'],
  ['st', 'saint'],
  ['vs', 'versus'],
  ['v', 'versus'],
  ['grey', 'gray'],
  ['theatre', 'theater'],
  ['centre', 'center'],
  ['pyjamas', 'pajamas'],
  ['catalogue', 'catalog']
]);
const ENGLISH_ARTICLES = new Set(['the', 'a', 'an']);

function spelled(word: string, place: number): string {
  // "V for Vendetta" is no "versus".
  const one = word === 'v' && place === 0 ? word : (SPELLINGS.get(word) ?? word);
  const american =
    one.length > 4 && (one.endsWith('our') || one.endsWith('ours')) ? one.replace(/our(s?)$/, 'or$1') : one;
  return numberForms(american)[0] ?? american;
}

/** The words of a title in one spelling, "and" left out, which is written in too many ways. */
function spelledWords(title: string): string[] {
  const words: string[] = [];
  for (const word of wordsOf(title)) if (word !== 'and') words.push(spelled(word, words.length));
  return words;
}

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
const MAY_HAVE_PARTS = /[:;–—/]| - | or /;
const SEPARATOR = /\s*[:;]\s+|\s+[-–—/]\s+|\s+or:?\s+(?=\()|,?\s+or:\s+/;

/** Lists, because a catalogue has 88,000 of them and most are of one. */
export interface TitleKeys {
  /** Two titles that share one are the same. */
  readonly same: readonly string[];
  /** Two titles that share one are nearly so: no articles, no words for "part". */
  readonly loose: readonly string[];
  /**
   * Of what stands around a colon: one that is the other title whole may be the same movie. Whether it tells enough
   * together with the very year; else it is only worth a question.
   */
  readonly parts: readonly (readonly [key: string, isTelling: boolean])[];
}

export function titleKeys(title: string): TitleKeys {
  const same: string[] = [];
  const loose: string[] = [];
  const parts: (readonly [string, boolean])[] = [];
  const add = (keys: string[], key: string): void => {
    if (key !== '' && !keys.includes(key)) keys.push(key);
  };
  for (const form of titleForms(title)) {
    const words = spelledWords(form);
    if (words.length === 0) continue;
    add(same, keyOf(words));
    add(loose, looseKeyOf(words));
    if (!MAY_HAVE_PARTS.test(form)) continue;
    const around = form.split(SEPARATOR).filter((part) => part.trim() !== '');
    if (around.length < 2) continue;
    addParts(around, (part, isTelling) => {
      const key = keyOf(spelledWords(part));
      if (key !== '') parts.push([key, isTelling]);
    });
  }
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
