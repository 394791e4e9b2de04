/**
 * Owns the search over titles: words in any order, accents and articles do not matter, popular movies
 * first. A linear pass over prepared text: about a millisecond for ten thousand movies.
 */
import type { Catalogue, Movie } from '#core/catalogue';
import { asItemIndex } from '#core/ids';

const ARTICLES = new Set('the a an le la les l un une der die das ein eine el los las il lo'.split(' '));

/** Lower case, without accents, each word after one space: "Amélie" -> " amelie". */
function fold(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return ` ${bare.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()}`;
}

function wordsOf(query: string): readonly string[] {
  const words = fold(query).split(' ').filter(Boolean);
  const telling = words.filter((word) => !ARTICLES.has(word));
  return telling.length > 0 ? telling : words;
}

export type Search = (query: string, limit: number) => readonly Movie[];

/** Prepares a catalogue once; a search returns titles that start with the query before the others. */
export function createSearch(catalogue: Catalogue): Search {
  const { file, itemCount } = catalogue;
  // itemIndex is the order of popularity, so the first matches are the most rated ones.
  const texts = file.title.map((title, row) => `${fold(title)} ${file.year[row] ?? ''}`);
  return (query, limit) => {
    const words = wordsOf(query);
    const [first] = words;
    if (first === undefined) return [];
    const leading: number[] = [];
    const others: number[] = [];
    for (let row = 0; row < itemCount && leading.length < limit; row++) {
      const text = texts[row] ?? '';
      if (!words.every((word) => text.includes(` ${word}`))) continue;
      const start = text.replace(/^ (?:the|an?) /, ' ');
      (start.startsWith(` ${words.join(' ')}`) ? leading : others).push(row);
    }
    return [...leading, ...others].slice(0, limit).map((row) => catalogue.movie(asItemIndex(row)));
  };
}
