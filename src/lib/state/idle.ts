/** Owns waiting until the page has nothing else to do, in browsers that tell and in those that do not. */

/** Runs in a pause of the page, at the latest after `timeoutMs`. Returns what takes it back. */
export function whenIdle(work: () => void, timeoutMs = 500): () => void {
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(work, Math.min(timeoutMs, 50));
    return () => {
      clearTimeout(timer);
    };
  }
  const handle = requestIdleCallback(() => work(), { timeout: timeoutMs });
  return () => {
    cancelIdleCallback(handle);
  };
}

/** Runs once the next frame has been drawn. Returns what takes it back. */
export function afterFrame(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (timer = setTimeout(work)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** A pause of this length comes only where no frame is waiting to be drawn. */
const QUIET_MS = 25;
const PATIENCE_MS = 3000;
const UNTOLD_MS = 1000;

/** Resolves when what is on its way to the page has been drawn: work beside it would take its processor away. */
export function untilQuiet(): Promise<void> {
  return new Promise((resolve) => {
    if (!('requestIdleCallback' in globalThis)) {
      setTimeout(resolve, UNTOLD_MS);
      return;
    }
    const endMs = performance.now() + PATIENCE_MS;
    const look = (deadline: IdleDeadline): void => {
      if (deadline.timeRemaining() >= QUIET_MS || performance.now() >= endMs) resolve();
      else requestIdleCallback(look, { timeout: 500 });
    };
    requestIdleCallback(look, { timeout: 500 });
  });
}
