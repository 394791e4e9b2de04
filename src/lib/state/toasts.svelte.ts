/** Owns the one short message at the edge of the page: what was done, and the way to take it back. */
export interface Toast {
  readonly text: string;
  /** Takes it back; without it there is no Undo. */
  readonly undo?: (() => void) | undefined;
}

/** Long enough to read and to reach; it waits while it is pointed at or focused. */
const SHOWN_MS = 12_000;

export class ToastState {
  current = $state.raw<Toast>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string, undo?: () => void): void {
    this.current = { text, undo };
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
