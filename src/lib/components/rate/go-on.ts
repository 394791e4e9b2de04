/** Owns how a row of cards to swipe goes on by itself after a star. Loaded with the first of them. */

/** From a card to one behind it; whoever swiped on meanwhile is not pulled back. */
export function goOn(list: HTMLElement, card: Element, next: Element): void {
  const { left, right } = card.getBoundingClientRect();
  if (right < card.clientWidth / 2) return;
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
  list.scrollBy({ left: next.getBoundingClientRect().left - left, behavior });
}
