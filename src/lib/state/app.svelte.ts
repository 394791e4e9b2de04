/**
 * Owns how the states work together: ratings -> list, model -> deck and list. One for all pages, handed
 * down by the root layout.
 */
import { createContext } from 'svelte';
import type { MovieId } from '#core/ids';
import { createLibraryStore, type LibraryStore } from '$lib/ratings/library-store';
import { DeckState } from './deck.svelte.ts';
import { LibraryState } from './library.svelte.ts';
import { ModelState, requestedBackend } from './model.svelte.ts';
import { RatingsState } from './ratings.svelte.ts';
import { RecommendationsState } from './recommendations.svelte.ts';

export class App {
  readonly #modelsUrl: string;
  readonly library: LibraryState;
  /** The rated part of the library. */
  readonly ratings: RatingsState;
  readonly model = new ModelState();
  readonly recommendations = new RecommendationsState(this.model);
  readonly deck = new DeckState();

  constructor(modelsUrl: string, store: LibraryStore = createLibraryStore()) {
    this.#modelsUrl = modelsUrl;
    this.library = new LibraryState(store);
    this.ratings = new RatingsState(this.library);
  }

  /** Starts in a browser; also the way to try again after a failure. */
  async start(): Promise<void> {
    const backend = requestedBackend(location.search);
    const stored = this.ratings.loaded ? undefined : this.ratings.load();
    const ready = await this.model.start(this.#modelsUrl, backend);
    await stored;
    if (!ready) return;
    await Promise.all([this.dealDeck(), this.#refresh()]);
  }

  /** Counts a star at once and resolves with the new list in the DOM; `clickedAtMs` is when it was clicked (`event.timeStamp`). */
  rate(movieId: MovieId, stars: number, clickedAtMs: number): Promise<void> {
    void this.ratings.rate(movieId, stars);
    return this.#refresh(clickedAtMs);
  }

  clear(movieId: MovieId, clickedAtMs: number): Promise<void> {
    void this.ratings.clear(movieId);
    return this.#refresh(clickedAtMs);
  }

  async dealDeck(): Promise<void> {
    const { catalogue, client } = this.model;
    if (!catalogue) return;
    const listOf = (movieId: number): string | undefined => this.library.statusOf(movieId as MovieId).list;
    await this.deck.deal(
      catalogue,
      (movieId) => listOf(movieId) !== undefined,
      client &&
        ((passedMovieIds, count) =>
          client.questions({
            ratings: this.ratings.list(),
            // Those seen without an opinion, or hidden, are no "haven't seen it".
            askedMovieIds: passedMovieIds.filter((id) => listOf(id) !== 'seen' && listOf(id) !== 'hidden'),
            excludedMovieIds: this.library.excludedMovieIds,
            count
          }))
    );
  }

  showMore(): Promise<void> {
    this.recommendations.showMore();
    return this.#refresh();
  }

  /** After a change of the library that is no star: seen, hidden, watchlist, import, undo. */
  refresh(): Promise<void> {
    return this.#refresh();
  }

  #refresh(clickedAtMs?: number): Promise<void> {
    const { excludedMovieIds } = this.library;
    return this.recommendations.refresh(this.ratings.list(), clickedAtMs, excludedMovieIds);
  }
}

const [getApp, setApp] = createContext<App>();
export { getApp, setApp };
