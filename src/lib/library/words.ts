/** Owns how the library is talked about: the names of its lists, and what they are for. */
import type { LibraryList } from './library.ts';

export const LIST_NAMES: Readonly<Record<LibraryList, string>> = {
  rated: 'Rated',
  seen: 'Seen',
  watchlist: 'Watchlist',
  hidden: 'Not interested'
};
/** In the order of the page. */
export const LIST_ORDER = ['rated', 'seen', 'watchlist', 'hidden'] as const satisfies readonly LibraryList[];

/** What an empty list is for. */
export const EMPTY_WORDS: Readonly<Record<LibraryList, string>> = {
  rated: 'Movies you give stars to collect here. They are what your recommendations are made of.',
  seen: 'Movies you have seen but have no opinion on. They are never recommended again.',
  watchlist: 'Movies you keep for another evening.',
  hidden: 'Movies you are not interested in. They are never recommended.'
};

/** "1 movie", "1,200 movies": `what` takes an s. */
export const countWords = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
export const starsWords = (stars: number): string => countWords(stars, 'star');
export const movieCount = (count: number): string => countWords(count, 'movie');
