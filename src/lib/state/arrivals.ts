/** Owns what a star brought in: the movies that are among the first of a list now and were not before. Pure. */
import type { MovieId } from '#core/ids';

interface Line {
  readonly movieId: MovieId;
}

/** What somebody sees of a list at a glance. */
const FIRST = 12;

/** Best first; nothing where there was no list to compare with. */
export function arrivalsOf(before: readonly Line[], after: readonly Line[]): readonly MovieId[] {
  if (before.length === 0) return [];
  const known = new Set(before.slice(0, FIRST).map(({ movieId }) => movieId));
  return after.slice(0, FIRST).flatMap(({ movieId }) => (known.has(movieId) ? [] : movieId));
}
