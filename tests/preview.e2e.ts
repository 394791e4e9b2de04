/** What a movie shows in passing: to a mouse that rests on its poster, and to a keyboard's focus. */
import { AppPage } from './app-page.ts';
import { axeFindings } from './axe.ts';
import { expect, test } from './fixtures.ts';

test.beforeEach(async ({ page }) => {
  const app = new AppPage(page);
  await app.openSettled();
  await app.rateSome('5 stars', '1 star', '4 stars');
});

test('a mouse that rests on a poster sees why, can move onto it, and leaves it by moving away', async ({
  page
}) => {
  const app = new AppPage(page);
  const poster = app.recommended.getByRole('button', { name: /^Details of/ }).first();
  const title = (await poster.getAttribute('aria-label'))?.replace('Details of ', '') ?? '';
  await poster.hover();
  const preview = page.getByRole('tooltip');
  await expect(preview).toContainText(title);
  await expect(preview.getByRole('term').filter({ hasText: 'Your taste' })).toBeVisible();
  await expect(preview).toContainText(/(For|Against) it:/);
  expect(await axeFindings(page)).toEqual([]);
  await preview.hover();
  await page.waitForTimeout(600);
  await expect(preview).toBeVisible();
  await page.mouse.move(2, 2);
  await expect(preview).toHaveCount(0);
});

test('the keyboard’s focus opens it without losing its place, Escape closes it, Enter opens the details', async ({
  page
}) => {
  const app = new AppPage(page);
  const first = app.recommended.getByRole('button', { name: /^Details of/ }).first();
  await page.keyboard.press('Tab');
  await first.focus();
  const preview = page.getByRole('tooltip');
  await expect(preview.getByRole('term').filter({ hasText: 'Your taste' })).toBeVisible();
  await expect(first).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(preview).toHaveCount(0);
  await expect(first).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.dialog.getByRole('heading', { level: 2 })).toBeVisible();
  await expect(preview).toHaveCount(0);
});
