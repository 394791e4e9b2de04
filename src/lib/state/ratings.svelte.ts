/** Owns the ratings as the rest of the app asks for them: the rated part of `LibraryState`, nothing of its own. */
import type { PlainError } from '#core/errors';
import type { MovieId } from '#core/ids';
import type { Rating } from '#core/rating';
import type { LibraryState } from './library.svelte.ts';

export class RatingsState {
  readonly #library: LibraryState;

  constructor(library: LibraryState) {
    this.#library = library;
  }

  /** What storage could not do, in words for the visitor; gone with the next success. */
  get problem(): PlainError | undefined {
    return this.#library.problem;
  }

  /** Whether what was stored has been read (or could not be). */
  get loaded(): boolean {
    return this.#library.loaded;
  }

  get count(): number {
    return this.#library.counts.rated;
  }

  starsOf(movieId: MovieId): number | undefined {
    return this.#library.starsOf(movieId);
  }

  /** All ratings, those changed last first. */
  list(): readonly Rating[] {
    return this.#library.ratings;
  }

  load(): Promise<void> {
    return this.#library.load();
  }

  rate(movieId: MovieId, stars: number): Promise<void> {
    return this.#library.rate(movieId, stars);
  }

  clear(movieId: MovieId): Promise<void> {
    return this.#library.remove('rated', movieId);
  }
}
