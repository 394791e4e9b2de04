/** Steering: order, filters and dials, live, and in the address. */
import type { Page } from '@playwright/test';
import { AppPage } from './app-page.ts';
import { expect, test } from './fixtures.ts';

const openPanel = (page: Page) => page.getByRole('button', { name: 'Filters and dials' }).click();

test('an order and a filter change the list at once, stand in the address, and Back takes them back', async ({
  page
}) => {
  const app = new AppPage(page);
  await app.openSettled();
  const general = await app.titles();
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('newest');
  await expect(page).toHaveURL(/\?sort=newest$/);
  await expect(app.recommended.getByRole('article').first()).toContainText('2023');
  await openPanel(page);
  await page.getByRole('button', { name: 'Comedy: any' }).click();
  await expect(page).toHaveURL(/genres=Comedy/);
  await page.getByRole('button', { name: 'Comedy: wanted' }).click();
  await expect(page).toHaveURL(/without=Comedy/);
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Comedy: wanted' })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/\/$/);
  await expect.poll(() => app.titles()).toEqual(general);
});

test('a link brings the same list to somebody else', async ({ page }) => {
  const app = new AppPage(page);
  await app.open('/?genres=Comedy&from=1980&to=1989&stars=3.5');
  const facts = await app.recommended.getByRole('article').allInnerTexts();
  for (const text of facts) expect(text).toMatch(/198\d/);
  const chips = page.getByRole('list', { name: 'Filters in use' });
  await expect(chips.getByRole('button')).toHaveText(['Comedy', '1980 to 1989', '3.5★ or more', 'Reset all']);
  await chips.getByRole('button', { name: 'Reset all' }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(chips).toHaveCount(0);
});

test('the dials are turned with the keyboard, and the list follows', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const general = await app.titles();
  await openPanel(page);
  const dial = page.getByRole('slider', { name: 'Popular to obscure' });
  await dial.focus();
  await page.keyboard.press('End');
  await expect(page).toHaveURL(/obscure=100/);
  await expect.poll(() => app.titles()).not.toEqual(general);
  await page.getByRole('slider', { name: 'Familiar to adventurous' }).press('ArrowRight');
  await expect(page).toHaveURL(/adventurous=\d+/);
});

test('the watchlist and what was rated are shown when asked for', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const [first = ''] = await app.titles();
  await app.listed(first).hover();
  await app
    .listed(first)
    .getByRole('button', { name: /^Watchlist/ })
    .click();
  await expect(app.listed(first)).toHaveCount(0);
  await openPanel(page);
  await page.getByRole('combobox', { name: 'Show' }).selectOption('watchlist');
  await expect.poll(() => app.titles()).toEqual([first]);
  await expect(page).toHaveURL(/show=watchlist/);
});

test('filters that leave nothing say so, and lead back', async ({ page }) => {
  const app = new AppPage(page);
  await page.goto('/?genres=Western,Horror,Children');
  await expect(page.getByText('No movie is left with these filters.')).toBeVisible({ timeout: 45_000 });
  await expect(page.getByRole('button', { name: /^Drop “Western”/ })).toBeVisible();
  await page.getByRole('button', { name: 'Show all again' }).click();
  await app.waitForList();
});

test('filters say how many movies are left while they are turned, and "Done" leads back', async ({
  page
}) => {
  const app = new AppPage(page);
  await app.open();
  await openPanel(page);
  const left = page.getByRole('status', { name: 'Movies left' });
  await expect(left).toHaveText('No movie is left out');
  await page.getByRole('button', { name: 'Comedy: any' }).click();
  await expect(left).toHaveText(/^[\d,]+ movies left$/);
  const dial = page.getByRole('slider', { name: 'Popular to obscure' });
  await dial.press('End');
  await page.getByRole('button', { name: 'Reset: Popular to obscure' }).click();
  await expect(dial).toHaveAttribute('aria-valuetext', 'as usual');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(left).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Filters and dials' })).toBeFocused();
});

test('the filter that empties the list is named, and dropped alone', async ({ page }) => {
  const app = new AppPage(page);
  await page.goto('/?genres=Comedy&from=1801&to=1801');
  await expect(page.getByText('It is “1801” that leaves none.')).toBeVisible({ timeout: 45_000 });
  await page.getByRole('button', { name: /^Drop “1801”: [\d,]+ movies$/ }).click();
  await expect(page).toHaveURL(/\?genres=Comedy$/);
  await app.waitForList();
});

test('an empty watchlist is no filter’s fault', async ({ page }) => {
  const app = new AppPage(page);
  await page.goto('/?show=watchlist');
  await expect(page.getByText('Your watchlist is empty.')).toBeVisible({ timeout: 45_000 });
  await page.getByRole('button', { name: 'Show what is new to you' }).click();
  await app.waitForList();
});

test('a genre that an address names twice is one filter', async ({ page }) => {
  const app = new AppPage(page);
  await app.open('/?genres=Drama,Drama');
  await expect(page.getByRole('button', { name: 'Remove: Drama' })).toHaveCount(1);
});

test('"Surprise me" opens a movie of the list', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await page.getByRole('button', { name: 'Surprise me' }).click();
  await expect(app.dialog.getByRole('heading', { level: 2 })).toBeVisible();
});
