/**
 * Owns which movies a visitor is asked to rate: those that many people have seen, of different genres.
 * The model knows what teaches most (core/questions.ts); this is for models that cannot tell.
 */
import type { Catalogue, Movie } from '#core/catalogue';
import { asItemIndex } from '#core/ids';

/** Places in the order of popularity that a genre already asked about costs. */
const REPEAT_COST = 12;

/** `count` movies that `isKnown` does not name, the most suitable first. */
export function moviesToRate(
  catalogue: Catalogue,
  count: number,
  isKnown: (movieId: number) => boolean
): readonly Movie[] {
  const candidates: Movie[] = [];
  for (let row = 0; row < catalogue.itemCount && candidates.length < count * 12; row++) {
    const movie = catalogue.movie(asItemIndex(row));
    if (!isKnown(movie.movieId)) candidates.push(movie);
  }
  const asked = new Map<string, number>();
  const costOf = (movie: Movie, place: number): number =>
    place + REPEAT_COST * movie.genres.reduce((sum, genre) => sum + (asked.get(genre) ?? 0), 0);
  const chosen: Movie[] = [];
  while (chosen.length < count && candidates.length > 0) {
    const costs = candidates.map(costOf);
    const [movie] = candidates.splice(costs.indexOf(Math.min(...costs)), 1);
    if (!movie) break;
    for (const genre of movie.genres) asked.set(genre, (asked.get(genre) ?? 0) + 1);
    chosen.push(movie);
  }
  return chosen;
}
