/**
 * Owns which movie is looked at in passing: by a mouse that rests on its poster, or by a keyboard's focus that stays
 * there. The pointer can move from the poster onto the preview without losing it (WCAG 2.2, 1.4.13).
 */
import type { Movie } from '#core/catalogue';

/** Passing over posters opens nothing. */
const REST_MS = 500;
/** Enough for the way from the poster to the preview. */
const LEAVE_MS = 200;

export interface PreviewTarget {
  readonly movie: Movie;
  /** What the preview stands beside. */
  readonly anchor: HTMLElement;
}

export class PreviewState {
  target = $state.raw<PreviewTarget>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The mouse or the focus has come to a movie. */
  approach(movie: Movie, anchor: HTMLElement): void {
    clearTimeout(this.#timer);
    if (this.target?.anchor === anchor) return;
    // The next one follows at once where one is open: somebody compares.
    this.#timer = setTimeout(() => (this.target = { movie, anchor }), this.target ? LEAVE_MS : REST_MS);
  }

  /** It has gone, perhaps onto the preview. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close(), LEAVE_MS);
  }

  /** It is on the preview. */
  stay(): void {
    clearTimeout(this.#timer);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.target = undefined;
  }
}
