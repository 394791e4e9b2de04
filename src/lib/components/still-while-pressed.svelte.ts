/** Owns that nothing leaves from under a pressed pointer: a star counts where it was pressed, whatever came meanwhile. */
import { onDestroy } from 'svelte';

/**
 * `now`: the current value, and while a pointer is pressed the one of when it was. `press` is called when a pointer goes
 * down on what is drawn from it. Call it while a component is made.
 */
export function stillWhilePressed<T>(current: () => T) {
  let kept = $state.raw<{ readonly value: T }>();
  // The click comes with the release, in the same task.
  const release = (): void => {
    setTimeout(() => (kept = undefined));
    forget();
  };
  const ends = ['pointerup', 'pointercancel'] as const;
  const forget = (): void => {
    for (const end of ends) removeEventListener(end, release, true);
  };
  onDestroy(() => typeof window !== 'undefined' && forget());
  return {
    get now(): T {
      return kept ? kept.value : current();
    },
    press(): void {
      kept ??= { value: current() };
      for (const end of ends) addEventListener(end, release, true);
    }
  };
}
