/**
 * Owns the cards under "Rate these movies": they stay where they are while they are rated, so that a star
 * can be corrected, and change only when the visitor asks for others.
 */
import type { Catalogue, Movie } from '#core/catalogue';
import { moviesToRate } from '$lib/catalogue/movies-to-rate';

const DECK_SIZE = 8;

export class DeckState {
  movies = $state.raw<readonly Movie[]>([]);
  /** Shown before and passed over: not asked again on this visit. */
  readonly #passed = new Set<number>();

  /** Deals new cards; starts over when the catalogue has no others. */
  deal(catalogue: Catalogue, isRated: (movieId: number) => boolean): void {
    for (const { movieId } of this.movies) this.#passed.add(movieId);
    const fresh = moviesToRate(
      catalogue,
      DECK_SIZE,
      (movieId) => this.#passed.has(movieId) || isRated(movieId)
    );
    if (fresh.length === 0) this.#passed.clear();
    this.movies = fresh.length > 0 ? fresh : moviesToRate(catalogue, DECK_SIZE, isRated);
  }
}
