/**
 * Owns the trial of another version of the model before it is used: a second worker makes the visitor's list and
 * foresees their past ratings; then it ends. Nothing of the version in use changes.
 */
import { createCatalogue, type Movie } from '#core/catalogue';
import { grown } from '$lib/catalogue/grow';
import { toPlainError } from '#core/errors';
import type { MovieId } from '#core/ids';
import type { ScorerClient } from '$lib/scorer/scorer-client';
import type { App } from '$lib/state/app.svelte';
import { listChanges, pastErrors, type ListChanges, type PastErrors } from './changes.ts';

/** Places that are compared. */
export const TOP = 10;
/** As far as it is said where a movie went. */
const LIST_LENGTH = 60;

export interface Comparison {
  readonly version: string;
  readonly lists: ListChanges;
  readonly errors: PastErrors;
  readonly movieOf: (movieId: MovieId) => Movie | undefined;
}

export class ComparisonState {
  readonly #app: App;
  #client: ScorerClient | undefined;
  /** The version that is being tried. */
  busyWith = $state<string>();
  result = $state.raw<Comparison>();
  problem = $state('');

  constructor(app: App) {
    this.#app = app;
  }

  /** Tries a version. A trial that is under way makes room for it. */
  async run(version: string): Promise<void> {
    this.stop();
    const { model, ratings, recommendations } = this.#app;
    const client = (this.#client = model.createOther(version));
    this.busyWith = version;
    this.problem = '';
    this.result = undefined;
    try {
      const { catalogue } = await client.start();
      const { rows } = await client.complete();
      await this.#app.refresh();
      const before = recommendations.list.map(({ movieId }) => movieId);
      const { list } = await client.recommend({ ...this.#app.listRequest(), limit: LIST_LENGTH });
      const oldestFirst = ratings
        .list()
        .map(({ movieId, stars }) => ({ movieId, stars }))
        .reverse();
      const [inUse, other] = await Promise.all([
        model.client?.replay({ ratings: oldestFirst }),
        client.replay({ ratings: oldestFirst })
      ]);
      if (this.#client !== client) return;
      const movies = await grown(createCatalogue(catalogue), rows);
      const after = list.map(({ movieId }) => movieId);
      this.result = {
        version,
        lists: listChanges(before, after, TOP),
        errors: pastErrors(inUse?.steps ?? [], other.steps),
        movieOf: (movieId) => {
          const itemIndex = movies.indexOf(movieId);
          return itemIndex === undefined ? model.movieOf(movieId) : movies.movie(itemIndex);
        }
      };
    } catch (error) {
      if (this.#client === client) this.problem = toPlainError(error).message;
    } finally {
      if (this.#client === client) this.stop();
      else client.stop();
    }
  }

  /** Ends a trial that is under way; what it found stays. */
  stop(): void {
    this.#client?.stop();
    this.#client = undefined;
    this.busyWith = undefined;
  }
}
