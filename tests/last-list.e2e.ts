/** What somebody who comes back sees before the worker has answered. */
import type { Page } from '@playwright/test';
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';
import { holdBack } from './hold-back.ts';

const WORKER = '**/_app/immutable/workers/**';
const KEPT = 'yamr:last-list';

const titlesOf = (app: AppPage): Promise<string[]> =>
  app.recommended.getByRole('article').getByRole('heading').allInnerTexts();

/** Two stars, and the list that follows has been kept. */
async function leaveAList(page: Page, app: AppPage): Promise<void> {
  await app.open();
  const cards = app.recommended.getByRole('article');
  await star(cards.nth(0), '5 stars').click();
  await app.expectRatings(1);
  await star(cards.nth(1), '1 star').click();
  await app.expectRatings(2);
  await page.waitForFunction((key) => localStorage.getItem(key) !== null, KEPT);
}

test('somebody who comes back sees their own list of last time, and that it is that, until the new one is there', async ({
  page,
  context
}) => {
  const app = new AppPage(page);
  await leaveAList(page, app);
  const before = await titlesOf(app);
  const letGo = await holdBack(context, WORKER);
  await page.reload();
  await expect(app.recommended.getByRole('status')).toContainText('Your list from last time');
  expect((await titlesOf(app)).slice(0, 4)).toEqual(before.slice(0, 4));
  await star(app.recommended.getByRole('article').nth(2), '4 stars').click();
  letGo();
  await app.expectRatings(3);
});

test('everybody’s list is never shown to who has rated, also where their address steers', async ({
  page,
  context
}) => {
  const app = new AppPage(page);
  await leaveAList(page, app);
  const letGo = await holdBack(context, WORKER);
  await page.goto('/?genres=Horror');
  await expect(app.recommended.getByText('Starting the recommender')).toBeVisible();
  await expect(app.recommended.getByRole('article').first()).toBeHidden();
  letGo();
  await expect(app.recommended.getByRole('article').first()).toBeVisible();
});

test('the list is forgotten with the last rating', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await star(app.recommended.getByRole('article').first(), '5 stars').click();
  await app.expectRatings(1);
  await page.waitForFunction((key) => localStorage.getItem(key) !== null, KEPT);
  await page.getByRole('button', { name: 'Undo' }).click();
  await app.expectRatings(0);
  expect(await page.evaluate((key) => localStorage.getItem(key), KEPT)).toBeNull();
});
