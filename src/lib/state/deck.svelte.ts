/**
 * Owns the cards under "Rate these movies": they stay where they are while they are rated, so that a star
 * can be corrected, and change only when the visitor asks for others.
 */
import type { Catalogue, Movie } from '#core/catalogue';
import type { MovieId } from '#core/ids';
import { moviesToRate } from '$lib/catalogue/movies-to-rate';

const DECK_SIZE = 8;

/** What the model would ask, given the movies passed over without a rating. */
export type AskModel = (passedMovieIds: readonly number[], count: number) => Promise<readonly MovieId[]>;

export class DeckState {
  movies = $state.raw<readonly Movie[]>([]);
  /** Shown before and passed over: not asked again on this visit. */
  readonly #passed = new Set<number>();
  #deals = 0;

  /**
   * Deals new cards: what `askModel` says, or by popularity where it cannot tell. Starts over when the
   * catalogue has no others.
   */
  async deal(
    catalogue: Catalogue,
    isKnown: (movieId: number) => boolean,
    askModel?: AskModel
  ): Promise<void> {
    const deal = ++this.#deals;
    for (const { movieId } of this.movies) this.#passed.add(movieId);
    const isOut = (movieId: number): boolean => this.#passed.has(movieId) || isKnown(movieId);
    const asked = (await askModel?.([...this.#passed], DECK_SIZE).catch(() => [])) ?? [];
    if (deal !== this.#deals) return;
    const fresh = asked.flatMap((movieId) => {
      const itemIndex = catalogue.indexOf(movieId);
      return itemIndex === undefined || isOut(movieId) ? [] : catalogue.movie(itemIndex);
    });
    const chosen = new Set<number>(fresh.map(({ movieId }) => movieId));
    const rest = moviesToRate(
      catalogue,
      DECK_SIZE - fresh.length,
      (movieId) => chosen.has(movieId) || isOut(movieId)
    );
    const cards = [...fresh, ...rest];
    if (cards.length === 0) this.#passed.clear();
    this.movies = cards.length > 0 ? cards : moviesToRate(catalogue, DECK_SIZE, isKnown);
  }
}
