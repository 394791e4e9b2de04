/**
 * Owns that the focus stays in the sheet: a button that is pressed is often gone, or disabled, a moment later, and the browser would
 * put the focus at the beginning of the page behind.
 */

/** Of a Svelte attachment: the heading, or whatever is focused in place of what went. */
export function keepFocus(node: HTMLElement): () => void {
  let isDue = false;
  const look = (): void => {
    isDue = false;
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body || !activeElement.isConnected;
    if (isLost && node.isConnected) node.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    // The browser takes the focus away when it draws, not when the element goes: a frame later it is known.
    requestAnimationFrame(() => requestAnimationFrame(look));
  });
  observer.observe(node, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });
  return () => observer.disconnect();
}
