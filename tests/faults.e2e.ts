/** What goes wrong is said in words, with a way on, and takes nothing away. */
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';

test.describe('without a model', () => {
  test.use({ allowedErrors: /404|503|Failed to load resource/ });

  test('the page says why, and tries again when asked', async ({ page, context }) => {
    const app = new AppPage(page);
    await context.route('**/models/current.json', (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto('/');
    await expect(page.getByRole('alert')).toContainText('The recommender could not start.');
    await expect(page.getByRole('alert')).toContainText('The server answered 503');
    await context.unroute('**/models/current.json');
    await page.getByRole('button', { name: 'Try again' }).click();
    await app.waitForList();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  test('a file that is not the published one is refused', async ({ page, context }) => {
    await context.route('**/models/*/catalogue-1.json', async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body[100] = (body[100] ?? 0) ^ 1;
      await route.fulfill({ response, body });
    });
    await page.goto('/');
    await expect(page.getByRole('alert')).toContainText('is not the one that was published');
  });

  test('the model kept on the device takes over when the server fails', async ({ page, context }) => {
    const app = new AppPage(page);
    await app.openSettled();
    await context.route('**/models/**', (route) => route.fulfill({ status: 503, body: '' }));
    await page.reload();
    await app.waitForList();
    await expect(page.getByRole('alert')).toContainText('Using the model kept on this device');
  });
});

test('a full storage is said in words, and the star still counts', async ({ page }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  const app = new AppPage(page);
  await app.open();
  await star(app.card(0), '5 stars').click();
  await app.expectRatings(1);
  await expect(page.getByRole('alert')).toContainText('The storage of this browser is full');
});

test('without any storage, ratings count until the page is closed, and the page says so', async ({
  page
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', { value: undefined });
  });
  const app = new AppPage(page);
  await app.open();
  await star(app.card(0), '5 stars').click();
  await app.expectRatings(1);
  await expect(page.getByRole('alert')).toContainText('does not let YAMR store ratings');
});

test.describe('without the code of the search', () => {
  test.use({ allowedErrors: /net::ERR_FAILED/ });

  test('the page says so, keeps the cards, and finds movies after a reload', async ({ page }) => {
    const app = new AppPage(page);
    await app.open();
    const scripts = '**/_app/immutable/**/*.js';
    await page.route(scripts, (route) => route.abort());
    await app.search.fill('toy story');
    await expect(app.rate.getByRole('alert')).toHaveText(
      'The search could not be loaded. Keep typing to try again, or reload the page.'
    );
    await expect(app.card(0)).toBeVisible();
    await page.unroute(scripts);
    // A browser may remember that a module failed for as long as the page lives, as HTML's module map does.
    await page.reload();
    await app.waitForList();
    await app.search.fill('toy story 2');
    await expect(
      app.rate.getByRole('list', { name: 'Found movies' }).getByRole('article').first()
    ).toHaveAccessibleName('Toy Story 2');
    await expect(app.rate.getByRole('alert')).toHaveCount(0);
  });
});
