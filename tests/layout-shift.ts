/**
 * Owns measuring what jumps by itself: the layout shift that nobody's hand caused, added up since the page was opened; and what moves
 * under the hand that gives a star, which is no layout shift by Chromium's book.
 */
import type { Page } from '@playwright/test';

interface ShiftWindow {
  layoutShift: number;
  /** What jumped, in words, for whoever reads a failure. */
  jumped: string[];
  starShiftPx: number;
  /** Stars that are being watched. */
  starsWatched: number;
}

/** From the next navigation on, every page adds up its own. */
export async function watchLayoutShift(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sum = window as unknown as ShiftWindow;
    sum.layoutShift = 0;
    sum.jumped = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
          readonly value: number;
          readonly hadRecentInput: boolean;
          readonly sources: readonly {
            readonly node: Node | null;
            readonly previousRect: DOMRectReadOnly;
            readonly currentRect: DOMRectReadOnly;
          }[];
        };
        if (hadRecentInput) continue;
        sum.layoutShift += value;
        for (const { node, previousRect: from, currentRect: to } of sources) {
          const element = node instanceof Element ? node : node?.parentElement;
          const name = `${element?.tagName} ${element?.id || element?.className}`;
          sum.jumped.push(
            `${value.toFixed(3)} ${name}: ${from.x},${from.y} ${from.width}x${from.height} to ${to.x},${to.y} ${to.width}x${to.height}`
          );
        }
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** From the next navigation on: how far the stars move that somebody has just given, in the time it takes to give others. */
export async function watchStars(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sum = window as unknown as ShiftWindow;
    sum.starShiftPx = 0;
    sum.starsWatched = 0;
    const WATCHED_MS = 600;
    function watch(event: Event): void {
      const { target } = event;
      const stars = target instanceof Element ? target.closest('[role="radiogroup"]') : null;
      if (!stars || (event instanceof KeyboardEvent && !/^[0-5]$/.test(event.key))) return;
      const before = stars.getBoundingClientRect();
      const untilMs = performance.now() + WATCHED_MS;
      sum.starsWatched++;
      requestAnimationFrame(function look() {
        // Its card has left the list, as rated ones do.
        if (!stars.isConnected) {
          sum.starsWatched--;
          return;
        }
        const { top, left, width } = stars.getBoundingClientRect();
        const movedPx = Math.max(
          Math.abs(top - before.top),
          Math.abs(left - before.left),
          Math.abs(width - before.width)
        );
        sum.starShiftPx = Math.max(sum.starShiftPx, movedPx);
        if (performance.now() < untilMs) requestAnimationFrame(look);
        else sum.starsWatched--;
      });
    }
    addEventListener('click', watch, true);
    addEventListener('keydown', watch, true);
  });
}

/** The farthest that stars have moved so far under a hand, in pixels, once those just given have been watched: a hand that goes on moves them itself. */
export async function starShiftOf(page: Page): Promise<number> {
  await page.waitForFunction(() => (window as unknown as ShiftWindow).starsWatched === 0);
  return page.evaluate(() => (window as unknown as ShiftWindow).starShiftPx);
}

/** The sum so far of the page that is open, after the frame that is being drawn. */
export async function layoutShiftOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return (window as unknown as ShiftWindow).layoutShift;
  });
}

/** What has jumped since the last time that this was asked. */
export const whatJumped = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as ShiftWindow).jumped.splice(0));
