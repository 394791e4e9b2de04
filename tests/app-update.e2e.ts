/** A newer app: it is kept beside the one in use, offered, and takes over when the visitor says so. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppPage } from './app-page.ts';
import { expect, SITE_DIR, test } from './own-server.ts';

// The last part is without a server.
test.use({ allowedErrors: /net::ERR_(?:CONNECTION_REFUSED|INTERNET_DISCONNECTED|FAILED)/ });

const NEXT_BUILD = '<html data-build="next"';
const read = (file: string): Promise<string> => readFile(join(SITE_DIR, file), 'utf8');

/** The next build differs in its start page alone, and so in what its service worker has to keep. */
async function nextBuild(path: string): Promise<Response | undefined> {
  if (path === '/') {
    const html = (await read('index.html')).replace('<html', NEXT_BUILD);
    return new Response(html, { headers: { 'Content-Type': 'text/html' } });
  }
  if (path !== '/service-worker.js') return undefined;
  const script = await read('service-worker.js');
  const changed = script.replace(/(["'` ])\/=[0-9a-f]{12}/, '$1/=000000000000');
  expect(changed).not.toBe(script);
  return new Response(changed, { headers: { 'Content-Type': 'text/javascript' } });
}

test('a newer app is offered, waits as long as the visitor likes, and loses no rating', async ({
  page,
  server
}) => {
  test.slow();
  const app = new AppPage(page);
  const next = page.locator('html[data-build="next"]');
  const offer = page.getByRole('region', { name: 'New version' });
  await app.open();
  await expect(page.getByRole('contentinfo')).toContainText('Ready to work offline', { timeout: 45_000 });
  await app.rateSome('5 stars', '1 star');
  await expect(offer).toBeHidden();

  server.answer = nextBuild;
  await page.reload();
  await expect(offer).toContainText('A new version of YAMR is ready.', { timeout: 45_000 });
  await offer.getByRole('button', { name: 'Later' }).click();
  await expect(offer).toBeHidden();
  await app.waitForList();
  await app.expectRatings(2);

  // The next visit is still the one before, and asks again.
  await page.reload();
  await expect(offer).toContainText('A new version of YAMR is ready.', { timeout: 45_000 });
  await expect(next).toHaveCount(0);
  await offer.getByRole('button', { name: 'Reload' }).click();
  await expect(next).toHaveCount(1);
  await app.waitForList();
  await app.expectRatings(2);
  await expect(offer).toBeHidden();

  // And it is the next build that is here without a network.
  await server.stop();
  await page.reload();
  await expect(next).toHaveCount(1);
  await app.waitForList();
  await app.expectRatings(2);
});
