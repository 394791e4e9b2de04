/** The frame around every page, and what can be said of a movie besides its stars. */
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';
import { layoutShiftOf, watchLayoutShift } from './layout-shift.ts';

test('nothing stands between a visitor and a general list, and one sentence says what this is', async ({
  page
}) => {
  const app = new AppPage(page);
  await app.open();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('on this device. Nothing you rate leaves it.')).toBeVisible();
  await app.expectRatings(0);
  await expect(app.rate.getByText('Every star counts at once and is saved on this device')).toBeVisible();
});

test('the sections are links, and the one in use is marked', async ({ page }) => {
  await page.goto('/');
  const sections = page.getByRole('navigation', { name: 'Sections' });
  await expect(sections.getByRole('link')).toHaveText(['For you', 'Library', 'Taste', 'Together']);
  await expect(sections.getByRole('link', { name: 'For you' })).toHaveAttribute('aria-current', 'page');
  await page.getByRole('button', { name: 'More', exact: true }).press('Enter');
  const more = page.getByRole('navigation', { name: 'More' });
  await expect(more.getByRole('link')).toHaveText(['Model', 'Privacy', 'Diagnostics']);
  await page.keyboard.press('Escape');
  await expect(more).toBeHidden();
});

test('the theme goes from the device to light to dark, and is kept', async ({ page }) => {
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  const dark = await paper();
  await page.getByRole('button', { name: 'Theme: auto' }).click();
  await expect(page.getByRole('button', { name: 'Theme: light' })).toBeVisible();
  const light = await paper();
  expect(light).not.toBe(dark);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Theme: light' })).toBeVisible();
  expect(await paper()).toBe(light);
});

test('a movie that was not seen makes room for another question, and Undo brings it back', async ({
  page
}) => {
  const app = new AppPage(page);
  await app.open();
  const title = await app.card(2).getByRole('heading').innerText();
  await app.rate.getByRole('button', { name: `Haven't seen ${title}`, exact: true }).click();
  await expect(app.card(2).getByRole('heading')).not.toHaveText(title);
  await expect(app.rate.getByRole('article')).toHaveCount(8);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.card(2).getByRole('heading')).toHaveText(title);
  await app.rate.getByRole('button', { name: `Skip ${title}`, exact: true }).click();
  await expect(app.rate.getByRole('article', { name: title, exact: true })).toHaveCount(0);
});

test('questions never run out: those answered longest ago make room', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const open = app.rate.getByRole('button', { name: /^Haven't seen/ });
  for (let count = 1; count <= 8; count++) {
    const title = (await open.first().getAttribute('aria-label'))?.replace("Haven't seen ", '') ?? '';
    await star(app.rate.getByRole('article', { name: title, exact: true }), '4 stars').click();
    await app.expectRatings(count);
    await expect.poll(() => open.count()).toBeGreaterThanOrEqual(2);
  }
  await expect(app.rate.getByText('8 ratings, saved:')).toBeVisible();
  await expect(app.rate.getByText('about 15 make it sharp')).toBeVisible();
});

test('a rating is taken back by Undo, by button and by Ctrl+Z', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const title = await app.card(0).getByRole('heading').innerText();
  await star(app.card(0), '4 stars').click();
  await expect(app.toast).toHaveText(`${title}: 4 stars`);
  await page.getByRole('button', { name: 'Undo' }).click();
  await app.expectRatings(0);
  await star(app.card(0), '2 stars').click();
  await app.expectRatings(1);
  await star(app.card(0), '3 stars').click();
  await expect(app.toast).toHaveText(`${title}: 3 stars`);
  await page.keyboard.press('Control+z');
  await expect(star(app.card(0), '2 stars')).toBeChecked();
});

test('digits rate the card with the focus: 1 to 5, Shift for half a star less, 0 to clear', async ({
  page
}) => {
  const app = new AppPage(page);
  await app.open();
  const card = app.card(0);
  await app.search.focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('4');
  await expect(star(card, '4 stars')).toBeChecked();
  await page.keyboard.press('Shift+Digit4');
  await expect(star(card, '3.5 stars')).toBeChecked();
  await page.keyboard.press('0');
  await app.expectRatings(0);
});

test('the next cards come with a button, the stars stay given, and Undo brings the cards back', async ({
  page
}) => {
  const app = new AppPage(page);
  await app.open();
  await app.rateSome('4 stars');
  const title = await app.card(0).getByRole('heading').innerText();
  await app.rate.getByRole('button', { name: 'Next movies' }).click();
  await expect(app.toast).toHaveText('Here are more movies to rate');
  const cards = app.rate.getByRole('list', { name: 'Movies to rate' });
  await expect(cards.getByRole('article', { name: title, exact: true })).toHaveCount(0);
  await app.expectRatings(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(cards.getByRole('article', { name: title, exact: true })).toBeVisible();
  await app.expectRatings(1);
});

test('a star says what it brought to the list, and leads there', async ({ page }) => {
  const app = new AppPage(page);
  await app.openSettled();
  await app.rateSome('5 stars');
  const news = page.getByRole('status', { name: 'New on your list' });
  await expect(news).toContainText(/New on your list: ./);
  await news.getByRole('button').click();
  await expect(app.recommended.getByRole('heading', { level: 2 })).toBeFocused();
});

test('cards follow what was rated through the search', async ({ page }) => {
  const app = new AppPage(page);
  await app.openSettled();
  const titles = () =>
    app.rate.getByRole('list', { name: 'Movies to rate' }).getByRole('heading').allInnerTexts();
  await expect.poll(async () => (await titles()).length).toBe(8);
  const before = await titles();
  await app.search.fill('matrix');
  await star(app.rate.getByRole('article', { name: 'The Matrix', exact: true }), '5 stars').click();
  await app.expectRatings(1);
  await app.search.fill('');
  await expect.poll(async () => (await titles()).length).toBe(8);
  expect(await titles()).not.toEqual(before);
});

test('nothing moves by itself while the page loads and the list arrives', async ({ page }) => {
  await watchLayoutShift(page);
  const app = new AppPage(page);
  // Moves that answer a click are no shift, but Chromium counts them where the answer took half a second.
  await app.openSettled();
  await page.waitForTimeout(1000);
  expect(await layoutShiftOf(page)).toBeLessThan(0.05);
});
