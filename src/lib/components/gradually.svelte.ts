/**
 * Owns drawing a row of cards one by one, each in a pause of the page: on a slow phone a card takes ten milliseconds to make
 * and as long to draw, and eight in one task are felt. Call it while a component is made.
 */
import { whenIdle } from '$lib/state/idle';

/** No card waits longer for a busy page. */
const CARD_TIMEOUT_MS = 100;

/** `has(key)`: whether its card may be drawn by now; `some`: whether any is. What is drawn already moves and changes at once. */
export function gradually(keys: () => readonly number[]) {
  let drawn = $state.raw<ReadonlySet<number>>(new Set());
  $effect(() => {
    const next = keys().find((key) => !drawn.has(key));
    if (next === undefined) return undefined;
    return whenIdle(() => {
      // What is not asked for any more is drawn anew when it comes back.
      drawn = new Set(keys().filter((key) => drawn.has(key) || key === next));
    }, CARD_TIMEOUT_MS);
  });
  return {
    has: (key: number): boolean => drawn.has(key),
    get some(): boolean {
      return keys().some((key) => drawn.has(key));
    }
  };
}
