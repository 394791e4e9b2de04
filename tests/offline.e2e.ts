/** Without a network and without the HTTP cache: everything that YAMR does on the device goes on. */
import type { Page } from '@playwright/test';
import { AppPage, star } from './app-page.ts';
import { expect, test } from './own-server.ts';

const WITHOUT_NETWORK =
  /net::ERR_(?:CONNECTION_REFUSED|INTERNET_DISCONNECTED|FAILED)|Not found: \/no\/such\/page/;
test.use({ allowedErrors: WITHOUT_NETWORK });

/** A first visit that is left when everything is kept. */
async function keepAll(app: AppPage): Promise<void> {
  await app.open();
  await expect(app.page.getByRole('contentinfo')).toContainText('Ready to work offline', { timeout: 45_000 });
}

test('every page works, by its address, after the server is gone', async ({ page, server }) => {
  test.slow();
  const app = new AppPage(page);
  await keepAll(app);
  const title = (await app.titles())[0] ?? '';
  await app
    .listed(title)
    .getByRole('button', { name: `Details of ${title}` })
    .click();
  await expect(app.dialog).toBeVisible();
  const address = new URL(page.url());
  expect(address.search).toMatch(/^\?movie=\d+$/);
  await server.stop();

  await page.goto(`/${address.search}`);
  await expect(page.getByRole('dialog', { name: title })).toBeVisible({ timeout: 30_000 });
  for (const [path, heading] of [
    ['/library', 'Your library'],
    ['/taste', 'Your taste'],
    ['/together', 'Together'],
    ['/model', 'The model'],
    ['/privacy', 'Privacy'],
    ['/diagnostics', 'Diagnostics']
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 }), path).toContainText(heading, { ignoreCase: true });
    await expect(page.getByRole('contentinfo'), path).toContainText('Ready to work offline', {
      timeout: 30_000
    });
    await expect(page.getByRole('alert'), path).toHaveCount(0);
  }
  await page.goto('/no/such/page');
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
});

test('search, rating, details and explanations work after the server is gone', async ({ page, server }) => {
  test.slow();
  const app = new AppPage(page);
  await keepAll(app);
  await server.stop();

  await page.reload();
  await app.waitForList();
  await app.search.fill('toy story');
  const found = page
    .getByRole('list', { name: 'Found movies' })
    .getByRole('article', { name: /^Toy Story\b/ });
  await star(found.first(), '5 stars').click();
  await app.expectRatings(1);
  await app.search.fill('');
  await star(app.card(0), '4 stars').click();
  await app.expectRatings(2);
  const title = (await app.titles())[0] ?? '';
  await app
    .listed(title)
    .getByRole('button', { name: `Details of ${title}` })
    .click();
  await expect(app.dialog.getByRole('region', { name: /^Why / })).toBeVisible();
  await expect(
    app.dialog.getByRole('region', { name: 'Movies like it' }).getByRole('button').first()
  ).toBeVisible();
  await page.goto('/');
  await app.expectRatings(2);
  await page.goto('/diagnostics');
  await page.getByRole('button', { name: 'Self-test' }).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText('Self-test passed', {
    timeout: 30_000
  });
});

/** How many files of the app are kept. */
const keptFiles = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('yamr-app-'));
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().length;
  });

test('deleting everything empties another tab too, and the app is whole again for offline use', async ({
  page,
  context,
  server
}) => {
  test.slow();
  const app = new AppPage(page);
  await keepAll(app);
  const files = await keptFiles(page);
  await star(app.card(0), '5 stars').click();
  await app.expectRatings(1);
  const other = new AppPage(await context.newPage());
  await other.open();
  await other.expectRatings(1);

  await page.goto('/privacy');
  await page.getByRole('button', { name: 'Delete everything …' }).click();
  await page.getByRole('button', { name: 'Delete it all' }).click();
  await expect(page.getByText('Everything is deleted.')).toBeVisible({ timeout: 45_000 });
  await other.expectRatings(0);
  // What the other tab knew does not come into the new database.
  await other.page.reload();
  await other.waitForList();
  await other.expectRatings(0);
  await expect.poll(() => keptFiles(other.page), { timeout: 60_000 }).toBe(files);

  await expect(other.page.getByRole('contentinfo')).toContainText('Ready to work offline', {
    timeout: 45_000
  });
  await server.stop();
  await other.page.reload();
  await other.waitForList();
  await star(other.card(0), '4 stars').click();
  await other.expectRatings(1);
});

test('every file of the build is kept, chunks of the workers and wasm among them', async ({ page }) => {
  const app = new AppPage(page);
  await keepAll(app);
  const kept = await page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('yamr-app-'));
    const caches_ = await Promise.all(names.map((name) => caches.open(name)));
    const keys = await Promise.all(caches_.map((cache) => cache.keys()));
    return { names, paths: keys.flat().map(({ url }) => new URL(url).pathname) };
  });
  expect(kept.names).toHaveLength(1);
  const { listPrecache } = await import('../scripts/precache.ts');
  const { SITE_DIR } = await import('./own-server.ts');
  const built = [...(await listPrecache(SITE_DIR)).keys()];
  expect(built.filter((path) => path.endsWith('.wasm'))).toHaveLength(2);
  expect(built.filter((path) => path.includes('/workers/chunks/')).length).toBeGreaterThan(3);
  expect(kept.paths.sort()).toEqual(built.sort());
});
