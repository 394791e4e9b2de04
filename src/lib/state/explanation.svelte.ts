/** Owns the explanation of one movie while it is on the page: asked for anew with every rating. */
import type { MovieId } from '#core/ids';
import type { MovieExplanation } from '$lib/scorer/explain';
import type { App } from './app.svelte.ts';

export interface ShownExplanation {
  readonly value: MovieExplanation | undefined;
  /** It could not be worked out. */
  readonly isUnknown: boolean;
}

/** To be called while a component is made. A rated movie is explained as if it were not. */
export function explanationOf(app: App, movieId: () => MovieId): ShownExplanation {
  let value = $state.raw<MovieExplanation>();
  let isUnknown = $state(false);
  const ratings = $derived(
    app.ratings
      .list()
      .filter((rating) => rating.movieId !== movieId())
      .map(({ movieId: rated, stars }) => ({ movieId: rated, stars }))
  );
  $effect(() => {
    let isWanted = true;
    const { excludedMovieIds } = app.library;
    // With more of the model, or with movies that were rated and not known, it says something else.
    const _coverage = app.model.catalogue;
    void app.model.client
      ?.explain({ ratings, movieIds: [movieId()], excludedMovieIds })
      .then(([first]) => {
        if (isWanted) value = first;
      })
      .catch(() => (isUnknown = true));
    return () => (isWanted = false);
  });
  return {
    get value() {
      return value;
    },
    get isUnknown() {
      return isUnknown;
    }
  };
}
