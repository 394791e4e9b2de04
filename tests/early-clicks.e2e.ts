/** What a visitor does before the page's own code is there, on a slow network or a slow device. */
import type { Page } from '@playwright/test';
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';
import { holdBack } from './hold-back.ts';

/** Opens a page whose code does not come; gives what lets it come. */
async function openWithoutCode(page: Page, path: string): Promise<() => void> {
  const letGo = await holdBack(page.context(), '**/_app/**/*.js');
  await page.goto(path, { waitUntil: 'commit' });
  return letGo;
}

test('stars given before the page is alive count, each once', async ({ page }) => {
  const app = new AppPage(page);
  const letGo = await openWithoutCode(page, '/');
  const cards = app.recommended.getByRole('article');
  const title = await cards.nth(1).getByRole('heading').innerText();
  await star(cards.nth(0), '3 stars').click();
  await star(cards.nth(0), '4 stars').click();
  await star(cards.nth(1), '5 stars').click();
  letGo();
  await expect(app.toast).toHaveText(`${title}: 5 stars`);
  await app.expectRatings(2);
  await page.goto('/library');
  await expect(page.getByRole('article').getByRole('radio', { checked: true })).toHaveCount(2);
});

test('a button pressed again and again before the page is alive is pressed once', async ({ page }) => {
  const letGo = await openWithoutCode(page, '/');
  await page.getByRole('button', { name: 'Theme: auto' }).click({ clickCount: 3 });
  letGo();
  await expect(page.getByRole('button', { name: 'Theme: light' })).toBeVisible();
});

test('a click on a page that is alive is not done a second time', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await page.getByRole('button', { name: 'Theme: auto' }).click();
  await expect(page.getByRole('button', { name: 'Theme: light' })).toBeVisible();
  expect(await page.evaluate(() => globalThis.yamrEarly?.clicks)).toEqual([]);
});
