/** Owns a rating that is only tried: the list follows it, the library does not. */
import type { MovieId } from '#core/ids';
import type { Rating } from '#core/rating';

export class WhatIfState {
  tried = $state.raw<{ readonly movieId: MovieId; readonly stars: number }>();
  readonly #onchange: () => void;

  constructor(onchange: () => void) {
    this.#onchange = onchange;
  }

  try(movieId: MovieId, stars: number): void {
    this.tried = { movieId, stars };
    this.#onchange();
  }

  /** Everything is as it was. */
  putBack(): void {
    if (!this.tried) return;
    this.tried = undefined;
    this.#onchange();
  }

  /** The ratings as they would be. */
  over(ratings: readonly Rating[]): readonly Pick<Rating, 'movieId' | 'stars'>[] {
    const { tried } = this;
    return tried ? ratings.map((rating) => (rating.movieId === tried.movieId ? tried : rating)) : ratings;
  }
}
