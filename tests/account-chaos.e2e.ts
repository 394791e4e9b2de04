/**
 * Server, database, page and network go away at random while 1,000 movies are rated: all of them are in DynamoDB in the
 * end, once each, with the stars that were given.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { AccountPage, newAddress } from './account-page.ts';
import { AppPage } from './app-page.ts';
import { expect, test } from './fixtures.ts';
import { startKillableServer, type KillableServer } from './killable-server.ts';
import { ratedCatalogue } from './library-page.ts';
import { createRandom } from '../src/lib/core/random.ts';

const COUNT = 1000;
const PORTION = 50;
/** Beside that of the other tests, whose database listens ten ports further. */
const PORT = Number(process.env.YAMR_TEST_PORT ?? 4273) + 20;

const random = createRandom(6);
const between = (least: number, most: number): number => least + random.uniform() * (most - least);
const starsOf = (place: number): number => ((place % 10) + 1) / 2;

/** `batches`: requests with ratings that were answered while everything was failing. */
const happened = { serverKills: 0, pageKills: 0, offline: 0, batches: 0 };

/** Server and network fail, each in its own time, until `signal` is given; then all is well. */
async function rage(server: KillableServer, context: BrowserContext, signal: AbortSignal): Promise<void> {
  const killing = async (): Promise<void> => {
    while (!signal.aborted) {
      await pause(between(3000, 7000));
      await server.kill();
      happened.serverKills++;
      await pause(between(100, 1500));
      await server.start();
    }
  };
  // A page that is closed at this very moment makes the first attempt fail.
  const setOffline = (isOffline: boolean): Promise<void> =>
    context.setOffline(isOffline).catch(async () => {
      await pause(100);
      await context.setOffline(isOffline);
    });
  const cutting = async (): Promise<void> => {
    while (!signal.aborted) {
      await pause(between(1500, 5000));
      await setOffline(true);
      happened.offline++;
      await pause(between(100, 1200));
      await setOffline(false);
    }
  };
  await Promise.all([killing(), cutting()]);
}

/** Opens the library, whatever the server does: the service worker has the app. Resolves with the count of ratings. */
async function openLibrary(page: Page): Promise<number> {
  await page.goto('/library');
  await expect(page.getByText(/running on/)).toBeVisible({ timeout: 30_000 });
  return countRated(page);
}
async function countRated(page: Page): Promise<number> {
  const words = await page.getByRole('link', { name: /^Rated [\d,]+$/ }).innerText();
  return Number(words.replace(/\D/g, ''));
}

/** Rates a portion as one action, as an import does. */
async function ratePortion(page: Page, movieIds: readonly number[], first: number): Promise<void> {
  const rows = movieIds
    .slice(first, first + PORTION)
    .map((movieId, k) => `1,${movieId},${starsOf(first + k)},${1_700_000_000 + first + k}`);
  await page.getByRole('main').getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByLabel('Choose files').setInputFiles({
    name: 'ratings.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`userId,movieId,rating,timestamp\n${rows.join('\n')}\n`)
  });
  await page.getByRole('button', { name: `Import ${PORTION} movies` }).click();
}

test.use({
  baseURL: `http://localhost:${PORT}`,
  serviceWorkers: 'allow',
  allowedErrors: /Failed to load resource|ERR_|Failed to fetch|NetworkError/
});

test('1,000 ratings arrive once each, whatever is killed meanwhile', async ({ context, page: first }) => {
  test.setTimeout(300_000);
  const server = await startKillableServer(PORT);
  const ending = new AbortController();
  let raging: Promise<void> = Promise.resolve();
  try {
    await new AppPage(first).openSettled();
    await expect(first.getByText('Ready to work offline').first()).toBeVisible();
    const account = new AccountPage(first);
    await account.open();
    await account.signUp(newAddress());
    await account.expectSynced();
    const { userId } = await first.evaluate(
      () => JSON.parse(localStorage.getItem('yamr:account') ?? '{}') as { userId: string }
    );
    const movieIds = await ratedCatalogue(first, COUNT);
    context.on('response', (response) => {
      if (response.url().endsWith('/rate/batch') && !ending.signal.aborted) happened.batches++;
    });
    let asked = 0;
    context.on('request', (request) => {
      if (/\/(?:api|cognito|config)\b/.test(request.url())) asked++;
    });
    const startMs = performance.now();
    raging = rage(server, context, ending.signal);
    // It is awaited at the end; a failure before that must not end the test with the server running.
    raging.catch(() => undefined);

    let page = first;
    let rated = await openLibrary(page);
    while (rated < COUNT) {
      const isLast = random.uniform() < 0.25;
      await ratePortion(page, movieIds, rated);
      if (isLast) {
        // In the middle of storing or sending it: nothing of the page is asked any more.
        await pause(between(0, 400));
        await page.close();
        happened.pageKills++;
        page = await context.newPage();
        rated = await openLibrary(page);
      } else {
        rated += PORTION;
        await expect.poll(() => countRated(page)).toBe(rated);
      }
    }
    ending.abort();
    await raging;
    const rageMs = Math.round(performance.now() - startMs);

    // The next visit, with everything well.
    await page.reload();
    await expect
      .poll(async () => (await server.itemsOf(userId)).length, { timeout: 60_000, intervals: [500] })
      .toBe(COUNT);
    const items = await server.itemsOf(userId);
    const stored = new Map(items.map(({ movieId, stars }) => [movieId, stars]));
    expect(stored).toEqual(new Map(movieIds.map((movieId, place) => [movieId, starsOf(place)])));
    const last = new AccountPage(page);
    await last.open();
    await last.expectSynced();
    const allMs = Math.round(performance.now() - startMs);
    console.log(JSON.stringify({ ...happened, asked, rageMs, allMs }));
    expect(Math.min(...Object.values(happened))).toBeGreaterThan(0);
    // A server that is down is not stormed.
    expect(asked).toBeLessThan((5 * allMs) / 1000);
  } finally {
    ending.abort();
    await raging.catch(() => undefined);
    await server.remove();
  }
});
