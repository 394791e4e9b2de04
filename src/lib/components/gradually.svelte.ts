/**
 * Owns drawing a row of cards a few at a time: on a slow phone a card takes ten milliseconds, and eight at once are felt.
 * Call it while a component is made.
 */

/** New cards of one frame. */
const CARDS_A_FRAME = 2;

/** `has(key)`: whether its card may be drawn by now. What is drawn already moves and changes at once. */
export function gradually(keys: () => readonly number[]) {
  let drawn: ReadonlySet<number> = new Set();
  let frames = $state(0);
  const shown = $derived.by(() => {
    let fresh = frames * 0;
    return new Set(keys().filter((key) => drawn.has(key) || fresh++ < CARDS_A_FRAME));
  });
  $effect(() => {
    drawn = shown;
    if (shown.size === keys().length) return undefined;
    const frame = requestAnimationFrame(() => (frames += 1));
    return () => {
      cancelAnimationFrame(frame);
    };
  });
  return { has: (key: number): boolean => shown.has(key) };
}
