/** What if: other stars for a past rating, tried before anything is decided. */
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';

test('the list follows other stars, which are put back or applied', async ({ page }) => {
  const app = new AppPage(page);
  await app.openSettled();
  await app.rateSome('5 stars', '4 stars');
  await page.getByRole('button', { name: 'Next movies' }).click();
  // What is drawn depends on how far the page is scrolled, which the keyboard does too.
  const topTitles = async (): Promise<string[]> => {
    await page.evaluate(() => scrollTo(0, 0));
    await expect(app.recommended.getByRole('listitem').first()).toHaveAttribute('aria-posinset', '1');
    return app.titles();
  };
  const before = await topTitles();
  await page
    .getByRole('button', { name: /^What if/ })
    .first()
    .press('Enter');
  const slider = page.getByRole('slider', { name: /^Stars to try for/ });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(app.recommended.getByRole('status')).toContainText('0.5 stars? Nothing is changed yet.');
  await expect.poll(topTitles).not.toEqual(before);
  const tried = await topTitles();
  await page.getByRole('button', { name: 'Put back' }).click();
  await expect.poll(topTitles).toEqual(before);
  await app.expectRatings(2);

  await page
    .getByRole('button', { name: /^What if/ })
    .first()
    .click();
  await slider.focus();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Apply 0.5★' }).click();
  await expect.poll(topTitles).toEqual(tried);
  const card = app.rate.getByRole('list', { name: 'Rated before' }).getByRole('article').first();
  await expect(star(card, '0.5 stars')).toBeChecked();
  await page.reload();
  await app.expectRatings(2);
  await expect.poll(topTitles).toEqual(tried);
});
