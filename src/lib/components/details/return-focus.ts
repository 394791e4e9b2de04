/** Owns where the focus goes when details close: to what opened them, to its like, or to the heading of where that stood. */

let opener: HTMLElement | undefined;
let section: Element | undefined;

/** Before the first of some details opens. */
export function rememberOpener(): void {
  const { activeElement } = document;
  opener =
    activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : undefined;
  section = opener?.closest('section') ?? undefined;
}

/** A list that was made anew has another button of the same name. */
function likeOf(element: HTMLElement): HTMLElement | undefined {
  const name = element.getAttribute('aria-label');
  const buttons = section?.querySelectorAll<HTMLElement>('button[aria-label]') ?? [];
  return name === null
    ? undefined
    : [...buttons].find((button) => button.getAttribute('aria-label') === name);
}

/** Once they are closed; whoever has the focus somewhere already keeps it there. */
export function returnFocus(): void {
  const { activeElement } = document;
  if (activeElement && activeElement !== document.body && activeElement.isConnected) return;
  const heading = section?.querySelector<HTMLElement>('[tabindex="-1"]');
  const target = opener?.isConnected ? opener : (opener && likeOf(opener)) || heading;
  (target ?? document.getElementById('main'))?.focus({ preventScroll: true });
}
