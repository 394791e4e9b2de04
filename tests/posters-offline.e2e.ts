/** Posters that were looked at are there without a network: the service worker keeps them. */
import { AppPage } from './app-page.ts';
import { expect, test } from './own-server.ts';
import { posterRelease } from './poster-release.ts';
import { PICTURE } from './tmdb-server.ts';

const IMAGES = 'https://image.tmdb.org/';
test.use({ allowedErrors: /net::ERR_/, allowedRequests: /image\.tmdb\.org/ });

test('posters that were looked at are shown again without a network', async ({ page, context, server }) => {
  test.slow();
  server.answer = await posterRelease(`${IMAGES}t/p`);
  const asked: string[] = [];
  let isOnline = true;
  await context.route(`${IMAGES}**`, async (route) => {
    asked.push(route.request().url());
    if (!isOnline) return route.abort();
    return route.fulfill({
      contentType: 'image/svg+xml',
      headers: { 'Access-Control-Allow-Origin': '*' },
      body: PICTURE
    });
  });
  const app = new AppPage(page);
  const shown = app.recommended.locator('img.shown');
  await app.open();
  await expect(page.getByRole('contentinfo')).toContainText('Ready to work offline', { timeout: 45_000 });
  // From here on the service worker has the page.
  await page.reload();
  await app.waitForList();
  await expect(shown.first()).toBeVisible();
  const source = await shown.first().evaluate((image: HTMLImageElement) => image.currentSrc);
  await expect
    .poll(() =>
      page.evaluate(async (url) => (await (await caches.open('yamr-posters')).match(url))?.ok, source)
    )
    .toBe(true);

  isOnline = false;
  await server.stop();
  const before = asked.filter((url) => url === source).length;
  await page.reload();
  await app.waitForList();
  await expect(app.recommended.locator(`img.shown[srcset*="${source}"]`).first()).toBeVisible();
  expect(asked.filter((url) => url === source)).toHaveLength(before);
});
