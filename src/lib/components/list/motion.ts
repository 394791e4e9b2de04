/**
 * Owns the motion of the list: a card that got another place glides there, a new one fades in. Places are
 * known from the layout, so nothing is measured, and motions add up when the next list comes on top.
 */
import type { GridLayout } from './grid-window.ts';

const GLIDE: KeyframeAnimationOptions = {
  duration: 420,
  easing: 'cubic-bezier(.2, .8, .2, 1)',
  composite: 'add'
};
/** Where less motion is wanted a card is there with the next frame; what jumps without it counts as a shift of the layout. */
const AT_ONCE: KeyframeAnimationOptions = { ...GLIDE, duration: 1 };
const FADE: KeyframeAnimationOptions = { duration: 260, easing: 'ease-out' };
/** Farther away nobody can follow with their eyes. */
const FARTHEST_ROWS = 4;

/** Moves the drawn cards from their places in `before` to those in `after` (movieId -> place in the list). */
export function glide(
  cards: readonly (readonly [movieId: number, element: Element])[],
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
  { columns, columnPx, rowPx }: GridLayout
): void {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  for (const [movieId, element] of cards) {
    const from = before.get(movieId);
    const to = after.get(movieId);
    if (to === undefined || from === to) continue;
    const rows = from === undefined ? Infinity : Math.floor(from / columns) - Math.floor(to / columns);
    if (from === undefined || Math.abs(rows) > FARTHEST_ROWS) {
      if (!isStill) element.animate({ opacity: [0, 1] }, FADE);
      continue;
    }
    const x = ((from % columns) - (to % columns)) * columnPx;
    element.animate(
      { transform: [`translate(${x}px, ${rows * rowPx}px)`, 'none'] },
      isStill ? AT_ONCE : GLIDE
    );
  }
}
