/**
 * Owns what was clicked before the page was alive: the script in `app.html` keeps it, and it is done once the page is.
 * Text typed in that time is kept by the browser and read by Svelte when it takes over the field.
 */

/** What `app.html` keeps. */
export interface EarlyClicks {
  /** Oldest first; `checked` is what the browser made of a radio button or a checkbox by that click. */
  readonly clicks: readonly { readonly target: EventTarget | null; readonly checked?: boolean }[];
  /** To be called as soon as clicks are heard: one that is heard must not be done again. */
  readonly stop: () => void;
}

/** The button or box that was meant. Links are not among them: the browser follows those without us. */
const controlOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('button, input') : null;

/** Does what nobody heard, on what still stands on the page; what was clicked more than once in vain was wanted once. */
export function doEarlyClicks({ clicks }: EarlyClicks): void {
  const wanted = new Map(clicks.map(({ target, checked }) => [controlOf(target), checked]));
  for (const [control, checked] of wanted) {
    if (!control?.isConnected) continue;
    // The click turns it round, so that it ends as the visitor left it, with the event that tells so.
    if (control instanceof HTMLInputElement) control.checked = !checked;
    control.click();
  }
}
