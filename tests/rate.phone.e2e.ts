/** The same way through on a phone, by touch. */
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';

test('a tap rates, and "For you" leads to the list', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await star(app.card(0), '4.5 stars').tap();
  await app.expectRatings(1);
  await expect(star(app.card(0), '4.5 stars')).toBeChecked();
  await page.getByRole('link', { name: 'For you' }).tap();
  await expect(app.recommended.getByRole('heading', { level: 2 })).toBeInViewport();
  await expect(app.recommended.getByRole('article').first()).toBeInViewport();
});
