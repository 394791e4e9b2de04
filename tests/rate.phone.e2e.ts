/** The same way through on a phone, by touch. */
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';
import { starShiftOf, watchStars } from './layout-shift.ts';

test('a tap rates, and the list below follows', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await star(app.card(0), '4.5 stars').tap();
  await app.expectRatings(1);
  await expect(star(app.card(0), '4.5 stars')).toBeChecked();
  await expect(app.recommended.getByRole('heading', { level: 2 })).toBeInViewport();
});

test('the first star moves nothing under the finger, and the row goes on to the next card', async ({
  page
}) => {
  await page.setViewportSize({ width: 320, height: 690 });
  await watchStars(page);
  const app = new AppPage(page);
  await app.openSettled();
  const placeOf = () => app.recommended.getByRole('heading', { level: 2 }).boundingBox();
  await star(app.card(0), '4 stars').scrollIntoViewIfNeeded();
  const before = await placeOf();
  await star(app.card(0), '4 stars').tap();
  await app.expectRatings(1);
  await expect(app.card(1)).toBeInViewport({ ratio: 0.9 });
  expect(await starShiftOf(page)).toBeLessThanOrEqual(1);
  expect((await placeOf())?.y).toBe(before?.y);
});

test('the bar at the thumb leads to the sections and back', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const sections = page.getByRole('navigation', { name: 'Sections' });
  await sections.getByRole('link', { name: 'Taste' }).tap();
  await expect(page).toHaveURL(/\/taste$/);
  await sections.getByRole('link', { name: 'For you' }).tap();
  await expect(app.recommended.getByRole('article').first()).toBeVisible();
});

test('details open as a sheet, and Back closes them', async ({ page }) => {
  const app = new AppPage(page);
  await app.openSettled();
  const [first = ''] = await app.titles();
  await app.recommended.getByRole('button', { name: `Details of ${first}`, exact: true }).tap();
  await expect(app.dialog.getByRole('heading', { name: 'Why' })).toBeVisible();
  await page.goBack();
  await expect(app.dialog).toHaveCount(0);
});
