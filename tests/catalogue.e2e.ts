/** A release in tiers: movies that nobody has rated are found, rated and kept, and nothing that the page shows is lost for it. */
import type { Page } from '@playwright/test';
import { AppPage, star } from './app-page.ts';
import { expect, test, type OwnServer } from './own-server.ts';
import { FIRST, RATED, TAIL, tailId, tieredSite } from './tiered-site.ts';

const ALL = RATED + TAIL.length;
test.use({ allowedErrors: /Failed to load resource|net::ERR_/ });

const askedForTail = ({ asked }: OwnServer): number =>
  asked.filter((path) => path.endsWith('/catalogue-3.json')).length;
const coverage = (page: Page) => page.getByRole('status', { name: 'Search coverage' });

/** As on a phone in a mobile network, so that nothing is fetched unasked. */
const metered = (page: Page) =>
  page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { type: 'cellular', effectiveType: '4g' } });
  });

test.beforeEach(async ({ server }) => {
  server.answer = await tieredSite();
});

test('movies of all tiers are found and rated, the last one fetched by the first key', async ({
  page,
  server
}) => {
  await metered(page);
  const app = new AppPage(page);
  await app.openSettled();
  expect(askedForTail(server)).toBe(0);
  await app.search.fill('parasite 2019');
  await expect(coverage(page)).toHaveText(`Searching all ${ALL.toLocaleString('en')} movies.`);
  await expect(app.rate.getByRole('article').first()).toHaveAccessibleName('Parasite');
  expect(askedForTail(server)).toBe(1);
  await star(app.toRate('Parasite'), '5 stars').click();
  await app.expectRatings(1);
  for (const [query, title] of [
    ['dune (2021)', 'Dune'],
    ['everything everywhere', 'Everything Everywhere All at Once'],
    ['openheimer', 'Oppenheimer']
  ] as const) {
    await app.search.fill(query);
    await expect(app.toRate(title).first()).toBeVisible();
  }

  await app.search.fill('bong joon');
  await expect(app.toRate('Parasite')).toBeVisible();
  await app.search.fill('oppenheimer');

  // Where nobody has rated it, that is said; where it comes from, in words.
  await app.toRate('Oppenheimer').getByRole('button', { name: 'Details of Oppenheimer' }).click();
  await expect(app.dialog).toContainText('Nobody has rated it yet: predicted from its genres and the like');
  await expect(app.dialog).toContainText('English');
  await expect(app.dialog).toContainText('United States, United Kingdom');
  await expect(app.dialog).toContainText(/would\s+give it \d\.\d to \d\.\d stars/);
  await app.dialog.getByRole('button', { name: 'Watchlist' }).click();
  await app.dialog.getByRole('button', { name: 'Close' }).click();

  // A reload knows them again, because the library holds them.
  await page.goto('/library');
  await expect(page.getByRole('article', { name: 'Parasite', exact: true })).toBeVisible();
  await page.goto('/library?list=watchlist');
  await expect(page.getByRole('article', { name: 'Oppenheimer', exact: true })).toBeVisible();
});

test('what the page shows stays while more movies arrive', async ({ page, server }) => {
  await metered(page);
  const app = new AppPage(page);
  const site = await tieredSite();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  server.answer = async (path) => {
    if (path.endsWith('/catalogue-3.json')) await held;
    return site(path);
  };
  await app.openSettled();
  const known = (await app.titles())[0] ?? '';
  await app.search.fill(known);
  // What is known answers at once.
  await expect(app.toRate(known).first()).toBeVisible();
  await expect(coverage(page)).toContainText(`Searching ${RATED} movies; the rest are on their way.`);
  await page.evaluate(() => {
    scrollTo(0, 300);
  });
  const card = await app.listed(known).evaluateHandle((element) => element);
  await app.search.focus();
  const before = await page.evaluate(() => scrollY);
  release();
  await expect(coverage(page)).toContainText(`Searching all ${ALL.toLocaleString('en')} movies.`);
  expect(await page.evaluate(() => scrollY)).toBe(before);
  await expect(app.search).toBeFocused();
  await expect(app.search).toHaveValue(known);
  expect(await card.evaluate((element) => element.isConnected)).toBe(true);
});

test('an address, a dial and the newest reach for the long tail, and nothing else does', async ({
  page,
  server
}) => {
  await metered(page);
  const app = new AppPage(page);
  await app.openSettled();
  await app.rateSome('5 stars');
  expect(askedForTail(server)).toBe(0);
  await page.goto(`/?movie=${tailId(1)}`);
  await expect(page.getByRole('dialog', { name: 'Dune' })).toBeVisible();
  await expect(app.dialog.getByRole('region', { name: 'In the same series' })).toContainText(
    'Everything Everywhere'
  );
  await expect(
    app.dialog.getByRole('region', { name: 'By the same director' }).getByRole('button')
  ).toHaveCount(2);
  await page.goto('/?movie=31000000');
  await expect(
    page.getByText('The link names a movie, number 31000000, that is not in this catalogue.')
  ).toBeVisible();
  await page.goto('/?sort=newest');
  await expect(app.listed('Oppenheimer')).toBeVisible();
  await expect(app.listed('Oppenheimer')).toContainText('Nobody has rated it yet');
  await page.goto('/?languages=ko');
  await expect(app.listed('Parasite')).toBeVisible();
  await page.getByRole('button', { name: 'Filters and dials' }).click();
  await expect(page.getByRole('combobox', { name: 'Language' })).toHaveValue('ko');
  await page.getByRole('button', { name: 'Remove: Korean' }).click();
  await expect(page).not.toHaveURL(/languages/);
});

test('kept in idle time, the long tail is found and rated without a network', async ({ page, server }) => {
  test.slow();
  const app = new AppPage(page);
  await app.openSettled();
  await expect.poll(() => askedForTail(server), { timeout: 30_000 }).toBe(1);
  await expect(app.toast).toContainText('Ready to work offline', { timeout: 30_000 });
  await server.stop();
  await page.reload();
  await app.waitForList();
  await app.search.fill('oppenheimer');
  await star(app.toRate('Oppenheimer'), '4.5 stars').click();
  await app.expectRatings(1);
  await expect(coverage(page)).toContainText(`Searching all ${ALL.toLocaleString('en')} movies.`);
});

test('offline without the long tail one sentence says so, and it comes when the network is back', async ({
  page,
  server
}) => {
  test.slow();
  await metered(page);
  const app = new AppPage(page);
  await app.openSettled();
  await expect(app.toast).toContainText('Ready to work offline', { timeout: 30_000 });
  await server.stop();
  await page.context().setOffline(true);
  await page.reload();
  await app.waitForList();
  const known = (await app.titles())[0] ?? '';
  await app.search.fill(known);
  await expect(app.toRate(known).first()).toBeVisible();
  await expect(coverage(page)).toHaveText(
    `You are offline, and the movies that nobody has rated yet are not on this device: only the other ${RATED} are here.`
  );
  await server.restart();
  await page.context().setOffline(false);
  await expect(coverage(page)).toContainText(`Searching all ${ALL.toLocaleString('en')} movies.`, {
    timeout: 30_000
  });
});

test('an import finds movies of every tier, and fetches the last one only for a file that needs it', async ({
  page,
  server
}) => {
  await metered(page);
  const app = new AppPage(page);
  await app.openSettled();
  await page.goto('/library');
  const choose = async (rows: string): Promise<void> => {
    await page.getByRole('button', { name: 'Import' }).click();
    await page
      .getByRole('dialog', { name: 'Import movies' })
      .getByLabel('Choose files')
      .setInputFiles({
        name: 'ratings.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`movieId,rating,timestamp\n${rows}`)
      });
  };
  await choose('318,5.0,1700000000\n');
  await page.getByRole('button', { name: 'Import 1 movie' }).click();
  await expect(page.getByRole('article', { name: 'The Shawshank Redemption', exact: true })).toBeVisible();
  expect(askedForTail(server)).toBe(0);
  await choose(`${tailId(0)},5.0,1700000000\n${tailId(3)},4.0,1700000000\n`);
  await page.getByRole('button', { name: 'Import 2 movies' }).click();
  await expect(page.getByRole('article', { name: 'Oppenheimer', exact: true })).toBeVisible();
  await expect(page.getByRole('article', { name: 'Parasite', exact: true })).toBeVisible();
});

test('the first list is made of the first tier', async ({ page, server }) => {
  await metered(page);
  const site = await tieredSite();
  server.answer = (path) => (/-2\.(?:json|bin)$/.test(path) ? new Response('', { status: 503 }) : site(path));
  const app = new AppPage(page);
  await app.open();
  await app.rateSome('5 stars', '4 stars');
  await page.goto('/diagnostics');
  await expect(page.getByText(String(FIRST), { exact: true })).toBeVisible();
});
