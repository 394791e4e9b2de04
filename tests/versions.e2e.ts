/** Two versions of the model on one device: what another would change, staying with one, going back. */
import type { Page } from '@playwright/test';
import { AppPage } from './app-page.ts';
import { axeFindings } from './axe.ts';
import { builtVersion, changedRelease } from './changed-release.ts';
import { expect, pointerOf, test, type OwnServer } from './own-server.ts';

const NEXT = '2099-01-01-next';
const BEFORE = '2001-01-01-before';
const STARS = ['5 stars', '4 stars', '2 stars', '4.5 stars', '3 stars', '5 stars'];
test.use({ allowedErrors: /Failed to load resource|net::ERR_/, serviceWorkers: 'block' });

const footer = (page: Page) => page.getByRole('contentinfo');
const versions = (page: Page) => page.getByRole('region', { name: 'Versions' });
const offer = (page: Page) => page.getByRole('region', { name: 'New version' });
const inVersions = (page: Page, name: string) => versions(page).getByRole('button', { name, exact: true });

/** As a visitor goes there: a page that is loaded anew begins with the newest version. */
async function goToModel(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('link', { name: 'Model', exact: true }).click();
}

/** Another release is on the server, and published from now on. */
async function publish(server: OwnServer, version: string, createdAt: string): Promise<void> {
  const release = await changedRelease({ version, createdAt });
  server.answer = (path) => (path.endsWith('/current.json') ? pointerOf({ version }) : release(path));
}

/** Rates, then comes back when another version is published. */
async function visitWithOffer(page: Page, server: OwnServer, version: string, createdAt: string) {
  const app = new AppPage(page);
  await app.openSettled();
  await app.rateSome(...STARS);
  await publish(server, version, createdAt);
  await page.reload();
  await expect(offer(page)).toContainText(version, { timeout: 45_000 });
  return app;
}

test('before a newer model is used, its list and its past errors are shown beside those of the one in use', async ({
  page,
  server
}) => {
  test.slow();
  await visitWithOffer(page, server, NEXT, '2099-01-01T00:00:00.000Z');
  await expect(offer(page)).toContainText(`A newer model is ready: ${NEXT}.`);
  await offer(page).getByRole('link', { name: 'See what would change' }).press('Enter');
  const changes = page.getByRole('region', { name: `With ${NEXT}` });
  await expect(changes).toContainText(
    /It would have predicted your 6 ratings (a little )?worse: \d\.\d\d instead of \d\.\d\d stars off\./,
    { timeout: 45_000 }
  );
  await expect(changes.getByRole('list').getByRole('listitem')).toHaveCount(10);
  await expect(changes).toContainText(/of your first 10 (is|are) new\./);
  await expect(changes).toContainText('No longer among them:');
  await expect(offer(page)).toBeHidden();
  await expect(footer(page)).toContainText(`model ${await builtVersion()}`);
  expect(await axeFindings(page)).toEqual([]);
  // Its worker has ended with the answer: only that of the page is left.
  await expect.poll(() => page.workers().length).toBe(1);

  await inVersions(page, 'Use it now').click();
  await expect(footer(page)).toContainText(`model ${NEXT}`, { timeout: 20_000 });
  await expect(versions(page)).toContainText(`The model is ${NEXT} now`);
});

test('a device that stays with a version is offered no other, until it is let go', async ({
  page,
  server
}) => {
  test.slow();
  const built = await builtVersion();
  const app = await visitWithOffer(page, server, NEXT, '2099-01-01T00:00:00.000Z');
  await goToModel(page);
  await inVersions(page, 'Stay with this version').click();
  await expect(versions(page)).toContainText('You stay with this version: no other is offered to you.');

  server.asked.length = 0;
  await app.open();
  await app.expectRatings(STARS.length);
  await expect(footer(page)).toContainText(`model ${built}`);
  await expect.poll(() => page.evaluate(() => performance.now())).toBeGreaterThan(4000);
  expect(server.asked).not.toContain('/models/current.json');
  await expect(offer(page)).toBeHidden();

  await page.goto('/model');
  await inVersions(page, 'Unpin').click();
  await expect(inVersions(page, 'Use it now')).toBeVisible({ timeout: 45_000 });
});

test('a visitor goes back to the version before, and the next visit begins with it, offline too', async ({
  page,
  server
}) => {
  test.slow();
  const built = await builtVersion();
  const app = await visitWithOffer(page, server, NEXT, '2099-01-01T00:00:00.000Z');
  await offer(page).getByRole('button', { name: 'Use it now' }).click();
  await expect(footer(page)).toContainText(`model ${NEXT}`, { timeout: 20_000 });

  await goToModel(page);
  await inVersions(page, `Go back to ${built}`).press('Enter');
  await expect(footer(page)).toContainText(`model ${built}`, { timeout: 20_000 });
  await expect(versions(page)).toContainText('You stay with this version');
  await expect(page.getByRole('heading', { name: 'Versions' })).toBeFocused();

  const { answer } = server;
  server.answer = (path) => {
    if (path.startsWith('/models/')) throw new Error('gone');
    return undefined;
  };
  await app.open();
  await app.expectRatings(STARS.length);
  await expect(footer(page)).toContainText(`model ${built}`);
  await expect(page.getByRole('alert')).toHaveCount(0);
  server.answer = answer;

  // Both are still here: the other way is open too.
  await page.goto('/model');
  await inVersions(page, `Change to ${NEXT}`).click();
  await expect(footer(page)).toContainText(`model ${NEXT}`, { timeout: 20_000 });
});

test('a version that is neither here nor anywhere is said to be gone, and the page works', async ({
  page,
  server
}) => {
  const app = new AppPage(page);
  await app.openSettled();
  await app.rateSome('5 stars');
  await page.evaluate(() => {
    localStorage.setItem('yamr:pinned', '2000-01-01-gone');
  });
  expect(server.asked.length).toBeGreaterThan(0);
  await page.reload();
  await app.expectRatings(1);
  await expect(page.getByRole('alert')).toContainText(
    /^The model 2000-01-01-gone that you stay with cannot be used: .+ Using \S+\.$/
  );
  await page.goto('/model');
  await expect(versions(page)).toContainText('which cannot be used at the moment');
  await inVersions(page, 'Unpin').click();
  await page.reload();
  await expect(inVersions(page, 'Stay with this version')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a model that was rolled back to is offered as another, not as a newer one', async ({
  page,
  server
}) => {
  test.slow();
  await visitWithOffer(page, server, BEFORE, '2001-01-01T00:00:00.000Z');
  await expect(offer(page)).toContainText(`Another model is ready: ${BEFORE}.`);
  await goToModel(page);
  await expect(versions(page)).toContainText('made before the one in use');
});
