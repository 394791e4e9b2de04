/**
 * Owns `npm run bench -- page`: the production build in a headless browser, with few and with many ratings kept:
 * how long a star takes to the list, what holds up the main thread, and how fast a visit begins without a network.
 */
import type { Browser, Page } from '@playwright/test';
import { buildIfStale, SITE_DIR } from '../../../scripts/build.ts';
import { launchBrowser } from '../../../scripts/browser.ts';
import { createApp } from '../../../server/app.ts';
import { listen } from '../../../server/listen.ts';
import { summariseTimes, type Timing } from '../scorer/timing.ts';
import { installProbe, rateMovies, storeRatings } from './probe.ts';

const STORED = [20, 500, 5000] as const;
const RATINGS = 40;
/** Longer than what follows a star: the toast, new questions, the lines why. */
const PAUSE_MS = 450;
const RELOADS = 7;
const SLOWER = 4;
const PATIENCE_MS = 90_000;

interface RatingResult extends Timing {
  readonly longestTaskMs: number;
}

export interface PageResult {
  readonly stored: number;
  readonly rating: RatingResult;
  /** The same with a main thread that is four times as slow. */
  readonly throttled: RatingResult;
  /** From the worker's making to the first list in the DOM, the model kept on the device. */
  readonly workerToList: Timing;
  /** From the reload to a personal list in the DOM, the server gone. */
  readonly offlineReload: Timing;
}

async function measureRating(page: Page): Promise<RatingResult> {
  const { rateToListMs, longTasksMs } = await page.evaluate(rateMovies, {
    count: RATINGS,
    pauseMs: PAUSE_MS
  });
  return { ...summariseTimes(rateToListMs), longestTaskMs: Math.max(0, ...longTasksMs) };
}

async function waitForList(page: Page): Promise<void> {
  await page.waitForFunction(() => window.yamrProbe.firstListMs > 0, undefined, { timeout: PATIENCE_MS });
  await page.getByText('Ready to work offline').first().waitFor({ timeout: PATIENCE_MS });
}

async function measureVisitor(browser: Browser, stored: number): Promise<PageResult> {
  const server = await listen(createApp(SITE_DIR), 0);
  let isOpen = true;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    // tsx marks named functions with a helper of its own, which the page does not have.
    await page.addInitScript('globalThis.__name = (target) => target');
    await page.addInitScript(installProbe);
    await page.goto(`http://localhost:${server.port}/`);
    await page.getByText('Ready to work offline').first().waitFor({ timeout: PATIENCE_MS });
    await page.evaluate(storeRatings, stored);
    await page.reload();
    await waitForList(page);
    const rating = await measureRating(page);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const throttled = await measureRating(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await server.close();
    isOpen = false;
    const reloadsMs: number[] = [];
    const startsMs: number[] = [];
    for (let reload = 0; reload < RELOADS; reload++) {
      await page.reload();
      await waitForList(page);
      const { firstListMs, workerMs } = await page.evaluate(() => window.yamrProbe);
      reloadsMs.push(firstListMs);
      startsMs.push(firstListMs - workerMs);
    }
    return {
      stored,
      rating,
      throttled,
      workerToList: summariseTimes(startsMs),
      offlineReload: summariseTimes(reloadsMs)
    };
  } finally {
    await context.close();
    if (isOpen) await server.close();
  }
}

/** Builds the app where the build is stale. Throws `not-found` without a browser. */
export async function measurePage(signal: AbortSignal): Promise<readonly PageResult[]> {
  await buildIfStale();
  const browser = await launchBrowser('This benchmark');
  try {
    const results: PageResult[] = [];
    for (const stored of STORED) {
      signal.throwIfAborted();
      results.push(await measureVisitor(browser, stored));
    }
    return results;
  } finally {
    await browser.close();
  }
}

const ms = ({ medianMs, p95Ms }: Timing): string => `${medianMs.toFixed(1)} / ${p95Ms.toFixed(1)} ms`;
const task = ({ longestTaskMs }: RatingResult): string =>
  longestTaskMs === 0 ? 'no long task' : `longest task ${longestTaskMs.toFixed(0)} ms`;

/** Lines of text: median / 95th percentile. */
export function printPage(results: readonly PageResult[]): string[] {
  return results.flatMap(({ stored, rating, throttled, workerToList, offlineReload }) => [
    `${stored} ratings kept (median / p95)`,
    `  star to list            ${ms(rating)}, ${task(rating)}`,
    `  the same, ${SLOWER}x slower     ${ms(throttled)}, ${task(throttled)}`,
    `  worker to first list    ${ms(workerToList)}`,
    `  offline reload to list  ${ms(offlineReload)}`
  ]);
}
