/** Owns the replayed ratings behind "Your taste": asked of the worker once for each set of ratings. */
import { toPlainError } from '#core/errors';
import type { App } from '$lib/state/app.svelte';
import type { RatedStep } from './summary.ts';

export class TasteState {
  readonly #app: App;
  /** In time order; undefined until they are there. */
  steps = $state.raw<readonly RatedStep[]>();
  problem = $state('');

  constructor(app: App) {
    this.#app = app;
  }

  /** Replays the ratings as they are now. Call it again when they change. */
  async refresh(): Promise<void> {
    const { model, ratings } = this.#app;
    const oldestFirst = ratings
      .list()
      .map(({ movieId, stars }) => ({ movieId, stars }))
      .reverse();
    // Movies that come later are among the rated ones, perhaps: asked again then.
    const _coverage = model.catalogue;
    if (model.phase !== 'ready' || !ratings.loaded || !model.client) return;
    try {
      const { steps } = await model.client.replay({ ratings: oldestFirst });
      this.steps = steps.flatMap((step) => {
        const movie = model.movieOf(step.movieId);
        return movie ? [{ ...step, movie }] : [];
      });
      this.problem = '';
    } catch (error) {
      this.problem = toPlainError(error).message;
    }
  }
}
