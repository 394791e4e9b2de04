/** axe finds nothing on any screen and on nothing that opens, in light and dark; no page is wider than a small phone. */
import type { Page } from '@playwright/test';
import { AppPage } from './app-page.ts';
import { axeFindings } from './axe.ts';
import { expect as quickly, test } from './fixtures.ts';
import { addToLibrary, type StoredMovie } from './library-page.ts';
import { LETTERBOXD_CSV } from './transfer-samples.ts';

/** The first look at a page waits for the model, which a busy machine takes its time to start. */
const expect = quickly.configure({ timeout: 45_000 });
const STARS = [5, 0.5, 4.5, 1, 3, 4, 2.5] as const;
const RATED_MOVIE_IDS = [2571, 296, 318, 356, 593, 260, 480];
const LIBRARY: readonly StoredMovie[] = [
  ...STARS.map((stars, k) => ({ list: 'rated' as const, movieId: RATED_MOVIE_IDS[k] ?? 0, stars })),
  { list: 'seen', movieId: 110 },
  { list: 'hidden', movieId: 589 },
  { list: 'watchlist', movieId: 527 }
];

/** A visitor of an earlier day, at this address. */
async function openWithLibrary(page: Page, path: string): Promise<void> {
  await page.goto('/library');
  await addToLibrary(page, LIBRARY);
  await page.goto(path);
}

async function expectAccessible(page: Page, where: string): Promise<void> {
  quickly.soft(await axeFindings(page), where).toEqual([]);
}

async function go(page: Page, name: string): Promise<void> {
  const sections = page
    .getByRole('navigation', { name: 'Sections' })
    .getByRole('link', { name, exact: true });
  if ((await sections.count()) > 0) return sections.click();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('navigation', { name: 'More' }).getByRole('link', { name, exact: true }).click();
}

test.beforeEach(() => test.slow());

test('axe finds nothing on the start page, nor on what opens there', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await expectAccessible(page, 'the start page of somebody new');
  await openWithLibrary(page, '/?genres=Comedy&without=Horror&stars=3');
  await app.expectRatings(STARS.length);
  await app.search.fill('toy story');
  await expect(page.getByRole('list', { name: 'Found movies' }).getByRole('article').first()).toBeVisible();
  await expectAccessible(page, 'search');
  await app.search.fill('');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Filters and dials' }).click();
  await page
    .getByRole('button', { name: /^What if/ })
    .first()
    .click();
  await expect(page.getByRole('slider')).toHaveCount(5);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'More' })).toBeVisible();
  await expectAccessible(page, 'filters, a rating that is tried, and the menu');
  await page.keyboard.press('Escape');
  await app.recommended
    .getByRole('button', { name: /^Details of/ })
    .first()
    .click();
  await expect(app.dialog.getByRole('heading', { name: 'Movies like it' })).toBeVisible();
  await expect(app.dialog.getByText('Most people', { exact: true })).toBeVisible();
  await expectAccessible(page, 'the details of a movie');
});

test('axe finds nothing on the library, nor on import and export', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto('/library');
  await expect(page.getByText('The movies you give stars to collect here.')).toBeVisible();
  await expectAccessible(page, 'an empty library');
  await openWithLibrary(page, '/library');
  await expect(page.getByRole('link', { name: 'Rated 7' })).toBeVisible();
  await expect(page.getByRole('article', { name: 'The Matrix', exact: true })).toBeVisible();
  await expectAccessible(page, 'rated movies');
  for (const name of ['Seen 1', 'Not interested 1', 'Watchlist 1']) {
    await page.getByRole('link', { name }).click();
    await expect(page.getByRole('main').getByRole('article')).toHaveCount(1);
    await expectAccessible(page, name);
  }
  await page.getByRole('button', { name: /^Remove .* from watchlist$/ }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await expectAccessible(page, 'an undo');
  await page.getByRole('main').getByRole('button', { name: 'Import', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Import movies' });
  await expectAccessible(page, 'import');
  await dialog
    .getByLabel('Choose files')
    .setInputFiles({ name: 'ratings.csv', mimeType: 'text/csv', buffer: Buffer.from(LETTERBOXD_CSV) });
  await expect(dialog).toContainText('From Letterboxd');
  await expectAccessible(page, 'a preview of an import');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Export your library' })).toBeVisible();
  await expectAccessible(page, 'export');
});

test('axe finds nothing on the taste and on sharing it', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto('/taste');
  await expect(page.getByRole('heading', { name: 'Nothing to draw yet' })).toBeVisible();
  await expectAccessible(page, 'an empty taste');
  await go(page, 'Together');
  await expect(page.getByRole('region', { name: 'Your group' })).toBeVisible();
  await expectAccessible(page, 'a group of nobody');
  await openWithLibrary(page, '/taste');
  const spread = page.getByRole('region', { name: 'How your ratings spread' });
  await expect(spread.locator('svg').first()).toBeVisible();
  await expect(page.getByText(/off by \d\.\d\d stars on average/)).toBeVisible();
  await spread.getByRole('button', { name: /^As a table/ }).click();
  await expectAccessible(page, 'the taste');
  await go(page, 'Together');
  const share = page.getByRole('region', { name: 'Share your taste' });
  await share.getByRole('button', { name: 'Make the link' }).click();
  const link = await share.getByLabel(/^The link, valid until/).inputValue();
  await expect(share.getByRole('img', { name: /^QR code/ })).toBeVisible();
  await page.evaluate((hash) => (location.hash = hash), new URL(link).hash);
  await expect(page.getByRole('button', { name: 'Add to the group' })).toBeVisible();
  await expectAccessible(page, 'a link, its QR code, and the question of a friend');
  await page.getByRole('button', { name: 'Add to the group' }).click();
  await expect(page.getByRole('region', { name: 'Movies for all of you' }).getByRole('article')).toHaveCount(
    24
  );
  await expectAccessible(page, 'a group');
});

test('axe finds nothing on model, privacy, diagnostics and errors', async ({ page, context }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto('/model');
  await expect(page.getByRole('region', { name: 'This model' }).getByRole('definition').first()).toHaveText(
    /\w/
  );
  await page
    .getByRole('button', { name: /^As a table/ })
    .first()
    .click();
  await expectAccessible(page, 'the model');
  await go(page, 'Diagnostics');
  await expect(page.getByRole('button', { name: 'Self-test' })).toBeEnabled();
  await expectAccessible(page, 'diagnostics');
  await go(page, 'Privacy');
  await expect(page.getByText('The model, to work offline')).toBeVisible();
  await expectAccessible(page, 'privacy');
  await page.getByRole('button', { name: 'Delete everything …' }).click();
  await expect(page.getByRole('dialog', { name: 'Delete everything?' })).toBeVisible();
  await expectAccessible(page, 'the question before everything is deleted');
  await context.route('**/models/**', (route) => route.fulfill({ status: 200, body: '{}' }));
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await page.goto('/');
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'a model that could not be loaded');
});

test('nothing is cut off or scrolls sideways, from a small phone to a desktop', async ({ page }) => {
  await openWithLibrary(page, '/');
  for (const path of [
    '/',
    '/library',
    '/taste',
    '/together',
    '/model',
    '/privacy',
    '/diagnostics',
    '/movie/318/the-shawshank-redemption'
  ]) {
    await page.goto(path);
    await expect(page.getByRole('contentinfo')).toContainText('running on');
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    for (const width of [320, 768, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      const widthPx = await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => done(document.documentElement.scrollWidth)))
      );
      quickly.soft(widthPx, `${path} at ${width} px`).toBe(width);
    }
  }
});
