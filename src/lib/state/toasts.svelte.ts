/** Owns the one short message at the edge of the page: what was done, the way to take it back, and what came of it. */
import type { MovieId } from '#core/ids';

export interface Toast {
  readonly text: string;
  /** Takes it back; without it there is no Undo. */
  readonly undo?: (() => void) | undefined;
  /** What it brought in at the top of the list. */
  readonly arrived?: readonly MovieId[] | undefined;
}

/** Long enough to read and to reach; it waits while it is pointed at or focused. */
const SHOWN_MS = 12_000;

export class ToastState {
  current = $state.raw<Toast>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string, undo?: () => void, arrived?: readonly MovieId[]): void {
    this.current = { text, undo, arrived };
    this.release();
  }

  /** Keeps it while somebody is at it. */
  hold(): void {
    clearTimeout(this.#timer);
  }

  release(): void {
    this.hold();
    this.#timer = setTimeout(() => (this.current = undefined), SHOWN_MS);
  }

  dismiss(): void {
    this.hold();
    this.current = undefined;
  }

  undo(): void {
    const undo = this.current?.undo;
    this.dismiss();
    undo?.();
  }
}
