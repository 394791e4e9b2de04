/** Owns which entries of a list are shown, in which order. Pure over the entries and what is known of movies. */
import type { Movie } from '#core/catalogue';
import type { MovieId } from '#core/ids';
import { fold } from '$lib/catalogue/search-terms';
import type { LibraryEntry } from './library.ts';

export const SORTS = {
  newest: 'Last added',
  oldest: 'First added',
  best: 'Most stars',
  worst: 'Fewest stars',
  title: 'Title',
  year: 'Year'
} as const;
export type Sort = keyof typeof SORTS;

export type MovieOf = (movieId: MovieId) => Movie | undefined;
/** What a movie is called where the release in use does not hold it. */
export const titleOf = (movieId: MovieId, movie: Movie | undefined): string =>
  movie?.title ?? `Movie ${movieId}`;

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const sortKey = (title: string): string => title.replace(/^(?:the|an?) /i, '');
const starsOf = (entry: LibraryEntry): number => (entry.list === 'rated' ? entry.stars : 0);

/** The movies of a list whose title or year has all words of the query, sorted; `entries` come newest first. */
export function shownEntries(
  entries: readonly LibraryEntry[],
  movieOf: MovieOf,
  query: string,
  sort: Sort
): readonly MovieId[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const found = entries.filter(({ movieId }) => {
    if (words.length === 0) return true;
    const movie = movieOf(movieId);
    const text = `${fold(titleOf(movieId, movie))} ${movie?.year ?? ''}`;
    return words.every((word) => text.includes(word));
  });
  const sorted = ((): readonly LibraryEntry[] => {
    switch (sort) {
      case 'newest':
        return found;
      case 'oldest':
        return found.reverse();
      case 'best':
        return found.sort((a, b) => starsOf(b) - starsOf(a));
      case 'worst':
        return found.sort((a, b) => starsOf(a) - starsOf(b));
      case 'year':
        return found.sort((a, b) => (movieOf(b.movieId)?.year ?? 0) - (movieOf(a.movieId)?.year ?? 0));
      case 'title': {
        const keys = new Map(
          found.map(({ movieId }) => [movieId, sortKey(titleOf(movieId, movieOf(movieId)))])
        );
        return found.sort((a, b) => COLLATOR.compare(keys.get(a.movieId) ?? '', keys.get(b.movieId) ?? ''));
      }
    }
  })();
  return sorted.map(({ movieId }) => movieId);
}

/**
 * The order to show while a visitor works in it: rows stay where they are when their stars change, and leave
 * when they leave the list; `heldMovieId` stays although it left. A new movie sorts everything anew.
 */
export function steadyOrder(
  before: readonly MovieId[],
  now: readonly MovieId[],
  heldMovieId: MovieId | undefined
): readonly MovieId[] {
  const wanted = new Set(now);
  const known = new Set(before);
  if (now.some((movieId) => !known.has(movieId))) return now;
  return before.filter((movieId) => wanted.has(movieId) || movieId === heldMovieId);
}
