/**
 * Owns the visitor's ratings in memory: a star counts at once, storing follows. A failure of storage
 * becomes `problem` and takes nothing away from what is in memory.
 */
import { SvelteMap } from 'svelte/reactivity';
import { toPlainError, type PlainError } from '#core/errors';
import type { MovieId } from '#core/ids';
import type { Rating } from '#core/rating';
import type { RatingsStore } from '$lib/ratings/ratings-store';

export class RatingsState {
  readonly #store: RatingsStore;
  readonly #byMovie = new SvelteMap<MovieId, Rating>();
  /** What storage could not do, in words for the visitor; gone with the next success. */
  problem = $state<PlainError>();
  /** Whether what was stored has been read (or could not be). */
  loaded = $state(false);

  constructor(store: RatingsStore) {
    this.#store = store;
  }

  get count(): number {
    return this.#byMovie.size;
  }

  starsOf(movieId: MovieId): number | undefined {
    return this.#byMovie.get(movieId)?.stars;
  }

  /** All ratings, those changed last first. */
  list(): readonly Rating[] {
    return [...this.#byMovie.values()].sort((a, b) => b.updatedAtMs - a.updatedAtMs);
  }

  /** Reads what is stored; what was rated meanwhile stays. */
  async load(): Promise<void> {
    await this.#stored(async () => {
      for (const rating of await this.#store.list()) {
        if (!this.#byMovie.has(rating.movieId)) this.#byMovie.set(rating.movieId, rating);
      }
    });
    this.loaded = true;
  }

  rate(movieId: MovieId, stars: number): Promise<void> {
    const rating = { movieId, stars, updatedAtMs: this.#now(movieId) };
    this.#byMovie.set(movieId, rating);
    return this.#stored(() => this.#store.put(rating));
  }

  clear(movieId: MovieId): Promise<void> {
    const atMs = this.#now(movieId);
    this.#byMovie.delete(movieId);
    return this.#stored(() => this.#store.remove(movieId, atMs));
  }

  /** Later than the rating before it, even where the clock was set back. */
  #now(movieId: MovieId): number {
    return Math.max(Date.now(), (this.#byMovie.get(movieId)?.updatedAtMs ?? 0) + 1);
  }

  async #stored(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = undefined;
    } catch (error) {
      this.problem = toPlainError(error);
    }
  }
}
