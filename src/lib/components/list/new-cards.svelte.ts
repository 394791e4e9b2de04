/**
 * Owns how many cards come new into the list with one frame: on a slow phone each is felt. What is drawn already stays
 * drawn. `gradually.svelte.ts` is for cards that nobody waits for. Call it while a component is made.
 */
import { onDestroy } from 'svelte';
import { afterFrame } from '$lib/state/idle';

/** Few stars bring more into sight than these. */
const AT_ONCE = 4;

/**
 * `has(key)`: whether its card is drawn by now; `all`: whether every one is. `ondraw` gets a promise where they take more than
 * one frame, which resolves when the last is in the DOM.
 */
export function newCards(keys: () => readonly number[], ondraw: (drawn: Promise<void>) => void) {
  let before: ReadonlySet<number> = new Set();
  let frames = $state(0);
  let finish: (() => void) | undefined;
  const drawn = $derived.by(() => {
    // Read, so that each frame makes room for more.
    let room = frames >= 0 ? AT_ONCE : 0;
    return new Set(keys().filter((key) => before.has(key) || room-- > 0));
  });
  const all = $derived(drawn.size === keys().length);
  $effect(() => {
    before = drawn;
    if (all) {
      finish?.();
      finish = undefined;
      return undefined;
    }
    if (!finish) ondraw(new Promise((done) => (finish = done)));
    return afterFrame(() => frames++);
  });
  onDestroy(() => finish?.());
  return {
    has: (key: number): boolean => drawn.has(key),
    get all(): boolean {
      return all;
    }
  };
}
