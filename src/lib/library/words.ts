/** Owns how the library is talked about: the names of its lists, and what was just done. */
import type { MovieId } from '#core/ids';
import type { LibraryAction } from '$lib/state/library.svelte';
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

export const starsWords = (stars: number): string => `${stars} ${stars === 1 ? 'star' : 'stars'}`;
export const movieCount = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'movie' : 'movies'}`;

/** "Removed The Matrix from your watchlist". */
export function describeAction(
  { kind, movieIds, list }: LibraryAction,
  titleOf: (movieId: MovieId) => string
): string {
  const [first] = movieIds;
  const what = movieIds.length === 1 && first !== undefined ? titleOf(first) : movieCount(movieIds.length);
  switch (kind) {
    case 'rate':
      return `Rated ${what}`;
    case 'seen':
      return `Marked ${what} as seen`;
    case 'hide':
      return `${what} will not be recommended`;
    case 'watch':
      return `Put ${what} on your watchlist`;
    case 'import':
      return `Imported ${what}`;
    case 'remove':
      return list === 'rated'
        ? `Removed your rating of ${what}`
        : `Removed ${what} from ${LIST_NAMES[list ?? 'seen'].toLowerCase()}`;
  }
}
