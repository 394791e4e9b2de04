/** Owns measuring what jumps by itself: the layout shift that nobody's hand caused, added up since the page was opened. */
import type { Page } from '@playwright/test';

interface ShiftWindow {
  layoutShift: number;
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

/** The sum so far of the page that is open, after the frame that is being drawn. */
export async function layoutShiftOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return (window as unknown as ShiftWindow).layoutShift;
  });
}
