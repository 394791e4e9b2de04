/**
 * Owns measuring what jumps by itself: the layout shift that nobody's hand caused, added up since the page was opened; and what moves
 * under the hand that gives a star, which is no layout shift by Chromium's book.
 */
import type { Page } from '@playwright/test';

interface ShiftWindow {
  layoutShift: number;
  starShiftPx: number;
}

/** From the next navigation on, every page adds up its own. */
export async function watchLayoutShift(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sum = window as unknown as ShiftWindow;
    sum.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & {
          readonly value: number;
          readonly hadRecentInput: boolean;
        };
        if (!hadRecentInput) sum.layoutShift += value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** From the next navigation on: how far the stars move that somebody has just given, in the time it takes to give others. */
export async function watchStars(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sum = window as unknown as ShiftWindow;
    sum.starShiftPx = 0;
    const WATCHED_MS = 600;
    function watch(event: Event): void {
      const { target } = event;
      const stars = target instanceof Element ? target.closest('[role="radiogroup"]') : null;
      if (!stars || (event instanceof KeyboardEvent && !/^[0-5]$/.test(event.key))) return;
      // In the page, not in the window: the next thing that a hand does may be to scroll.
      const placeOf = (element: Element): { top: number; left: number; width: number } => {
        const { top, left, width } = element.getBoundingClientRect();
        return { top: top + scrollY, left: left + scrollX, width };
      };
      const before = placeOf(stars);
      const untilMs = performance.now() + WATCHED_MS;
      requestAnimationFrame(function look() {
        // Its card has left the list, as rated ones do.
        if (!stars.isConnected) return;
        const { top, left, width } = placeOf(stars);
        const movedPx = Math.max(
          Math.abs(top - before.top),
          Math.abs(left - before.left),
          Math.abs(width - before.width)
        );
        sum.starShiftPx = Math.max(sum.starShiftPx, movedPx);
        if (performance.now() < untilMs) requestAnimationFrame(look);
      });
    }
    addEventListener('click', watch, true);
    addEventListener('keydown', watch, true);
  });
}

/** The farthest that stars have moved so far under a hand, in pixels. */
export const starShiftOf = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as ShiftWindow).starShiftPx);

/** The sum so far of the page that is open, after the frame that is being drawn. */
export async function layoutShiftOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return (window as unknown as ShiftWindow).layoutShift;
  });
}
