/**
 * Owns the one line why for the movies in sight: what of the visitor's speaks most for each.
 * Asked for when the list has come to rest, so that no star waits for it.
 */
import type { MovieId } from '#core/ids';
import type { Reason } from '$lib/scorer/reasons';
import type { RatedMovie } from '$lib/scorer/recommend';
import type { ModelState } from './model.svelte.ts';

const REST_MS = 250;

export class ReasonsState {
  readonly #model: ModelState;
  #known = $state.raw<ReadonlyMap<MovieId, Reason | undefined>>(new Map());
  /** What is known is about other ratings. */
  #isStale = false;
  #ratings: readonly RatedMovie[] = [];
  #inSight: readonly MovieId[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(model: ModelState) {
    this.#model = model;
  }

  of(movieId: MovieId): Reason | undefined {
    return this.#known.get(movieId);
  }

  /** The ratings are others now; what was said of those before stays in sight until it is said anew. */
  forget(ratings: readonly RatedMovie[]): void {
    this.#ratings = ratings;
    this.#isStale = true;
    this.#wait();
  }

  look(movieIds: readonly MovieId[]): void {
    this.#inSight = movieIds;
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), REST_MS);
  }

  async #ask(): Promise<void> {
    const { client, phase } = this.#model;
    const ratings = this.#ratings;
    const known = this.#isStale ? new Map<MovieId, Reason | undefined>() : this.#known;
    const movieIds = this.#inSight.filter((movieId) => !known.has(movieId));
    if (!client || phase !== 'ready' || movieIds.length === 0) return;
    // A list without reasons is a list all the same.
    const found = ratings.length > 0 ? await client.reasons({ ratings, movieIds }).catch(() => []) : [];
    if (ratings !== this.#ratings) return;
    const next = new Map(known);
    for (const movieId of movieIds) next.set(movieId, undefined);
    for (const reason of found) next.set(reason.movieId, reason);
    this.#known = next;
    this.#isStale = false;
  }
}
