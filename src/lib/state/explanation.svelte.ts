/** Owns the explanation of one movie while it is on the page: asked for anew with every rating. */
import type { MovieId } from '#core/ids';
import type { MovieExplanation } from '$lib/scorer/explain';
import type { App } from './app.svelte.ts';

export interface ShownExplanation {
  readonly value: MovieExplanation | undefined;
  /** It could not be worked out. */
  readonly isUnknown: boolean;
}

/**
 * To be called while a component is made. At most `perSide` ratings that speak for the movie are told, and as many against it. A
 * rated movie is explained as if it were not.
 */
export function explanationOf(app: App, movieId: () => MovieId, perSide: number): ShownExplanation {
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
    // From a link the details are open before there is anything to ask.
    if (app.model.phase !== 'ready') return undefined;
    isUnknown = false;
    void app.model.client
      ?.explain({ ratings, movieIds: [movieId()], excludedMovieIds, perSide })
      .then(([first]) => {
        if (isWanted) value = first;
      })
      .catch(() => (isUnknown = isWanted));
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
