/**
 * Owns `npm run bench -- search`: the production build in a headless browser with a main thread four times as slow: what a
 * key in the search field takes over all movies of the release, and what the page's memory grows by for it.
 */
import type { CDPSession, Page } from '@playwright/test';
import { buildIfStale, SITE_DIR } from '../../../scripts/build.ts';
import { launchBrowser } from '../../../scripts/browser.ts';
import { createApp } from '../../../server/app.ts';
import { listen } from '../../../server/listen.ts';
import { summariseTimes, type Timing } from '../scorer/timing.ts';
import { QUERIES } from './queries.ts';

const SLOWER = 4;
const PATIENCE_MS = 120_000;
const ROUNDS = 2;

export interface SearchResult {
  readonly movies: number;
  readonly keys: number;
  /** From the key to what it finds, the thread slowed. */
  readonly key: Timing;
  readonly slowest: readonly string[];
  /** Of the main thread, from the first key until all movies can be found. */
  readonly longestTaskMs: number;
  /** From the first key until all movies can be found. */
  readonly readyMs: number;
  readonly heapGrowthBytes: number;
}

/** What the page holds once what it does not need is gone, buffers included. */
async function heapBytes(session: CDPSession): Promise<number> {
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const usage: { usedSize: number; backingStorageSize?: number } = await session.send('Runtime.getHeapUsage');
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

async function typeAll(page: Page): Promise<{ query: string; ms: number }[]> {
  const field = page.getByRole('searchbox', { name: 'Search movies' });
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const query of QUERIES) {
      for (let length = 1; length <= query.length; length++) {
        const typed = query.slice(0, length);
        if (typed.trim() !== typed) continue;
        await page.evaluate(() => {
          performance.clearMeasures('yamr:search');
        });
        await field.fill(typed);
        await page.waitForFunction(() => performance.getEntriesByName('yamr:search').length > 0);
        const ms = await page.evaluate(
          () => performance.getEntriesByName('yamr:search').at(-1)?.duration ?? NaN
        );
        best.set(typed, Math.min(ms, best.get(typed) ?? Infinity));
      }
    }
  }
  return [...best].map(([query, ms]) => ({ query, ms })).sort((a, b) => a.ms - b.ms);
}

/** Builds the app where the build is stale. Throws `not-found` without a browser. */
export async function measureSearch(siteDir?: string): Promise<SearchResult> {
  if (siteDir === undefined) await buildIfStale();
  const browser = await launchBrowser('This benchmark');
  const server = await listen(createApp(siteDir ?? SITE_DIR), 0);
  try {
    const page = await browser.newPage({ viewport: { width: 412, height: 915 } });
    await page.goto(`http://localhost:${server.port}/`);
    await page.getByText('Ready to work offline').first().waitFor({ timeout: PATIENCE_MS });
    const session = await page.context().newCDPSession(page);
    const before = await heapBytes(session);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.evaluate(() => {
      const tasks: number[] = (window.yamrLongTasksMs = []);
      new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map(({ duration }) => duration))
      ).observe({
        type: 'longtask'
      });
    });
    const startMs = performance.now();
    await page.getByRole('searchbox', { name: 'Search movies' }).fill('a');
    const coverage = page.getByRole('status', { name: 'Search coverage' });
    const all = await coverage.filter({ hasText: 'Searching all' }).textContent({ timeout: PATIENCE_MS });
    const readyMs = performance.now() - startMs;
    const longestTaskMs = await page.evaluate(() => Math.max(0, ...(window.yamrLongTasksMs ?? [])));
    const keys = await typeAll(page);
    await page.getByRole('searchbox', { name: 'Search movies' }).fill('');
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    return {
      movies: Number(all?.replace(/\D/g, '')),
      keys: keys.length,
      key: summariseTimes(keys.map(({ ms }) => ms)),
      slowest: keys.slice(-3).map(({ query }) => query),
      longestTaskMs,
      readyMs,
      heapGrowthBytes: (await heapBytes(session)) - before
    };
  } finally {
    await browser.close();
    await server.close();
  }
}

declare global {
  interface Window {
    yamrLongTasksMs?: number[];
  }
}

export function printSearch(result: SearchResult): string[] {
  const { movies, keys, key, slowest, longestTaskMs, readyMs, heapGrowthBytes } = result;
  return [
    `${movies.toLocaleString('en')} movies, ${keys} keys, ${SLOWER}x slower`,
    `  key to what it finds    ${key.medianMs.toFixed(1)} / ${key.p95Ms.toFixed(1)} ms (median / p95), slowest ${slowest.map((query) => `"${query}"`).join(', ')}`,
    `  first key to all movies ${(readyMs / 1000).toFixed(1)} s, longest task ${longestTaskMs.toFixed(0)} ms`,
    `  the page's heap grows by ${(heapGrowthBytes / 1e6).toFixed(1)} MB`
  ];
}
