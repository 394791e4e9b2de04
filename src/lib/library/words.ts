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
  rated: 'The movies you give stars to collect here. Your recommendations are made from them.',
  seen: 'Movies you have seen but have no opinion about. They are not recommended again.',
  watchlist: 'Movies you are saving for another evening.',
  hidden: 'Movies you are not interested in. They are not recommended.'
};
