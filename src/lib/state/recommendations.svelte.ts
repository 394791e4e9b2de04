/**
 * Owns the list for the visitor: asks for it after every rating, keeps the old one until the new one is
 * there, and measures how long that took (`yamr:rate-to-list`, from the click to the list in the DOM).
 */
import { tick } from 'svelte';
import { toPlainError } from '#core/errors';
import type { Rating } from '#core/rating';
import type { Recommendation } from '$lib/scorer/recommend';
import type { ModelState } from './model.svelte.ts';

export const RATE_TO_LIST = 'yamr:rate-to-list';
const PAGE_LENGTH = 24;

export class RecommendationsState {
  readonly #model: ModelState;
  /** Clicks whose list is not there yet, oldest first, on the clock of `performance.now()`. */
  readonly #clicksMs: number[] = [];
  list = $state.raw<readonly Recommendation[]>([]);
  /** Ratings behind the list; undefined before the first list. */
  ratingCount = $state<number>();
  limit = $state(PAGE_LENGTH);

  constructor(model: ModelState) {
    this.#model = model;
  }

  /** Asks for the list of these ratings; `clickedAtMs` is when the visitor asked for it. */
  async refresh(
    ratings: readonly Rating[],
    clickedAtMs?: number,
    excludedMovieIds: readonly number[] = []
  ): Promise<void> {
    if (clickedAtMs !== undefined) this.#clicksMs.push(clickedAtMs);
    const answered = this.#clicksMs.length;
    const { client } = this.#model;
    if (!client || this.#model.phase !== 'ready') return;
    try {
      const plain = ratings.map(({ movieId, stars }) => ({ movieId, stars }));
      const result = await client.recommend({ ratings: plain, excludedMovieIds, limit: this.limit });
      this.list = result.list;
      this.ratingCount = result.ratingCount;
      await tick();
      for (const start of this.#clicksMs.splice(0, answered)) {
        performance.measure(RATE_TO_LIST, { start, end: performance.now() });
      }
    } catch (error) {
      if (toPlainError(error).code !== 'aborted') this.#model.fail(error);
    }
  }

  showMore(): void {
    this.limit += PAGE_LENGTH;
  }
}
