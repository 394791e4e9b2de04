/** What a visitor presses is what counts, also where a list comes between the press and the release. */
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';

test('a star that is pressed while the list changes counts for the movie it was pressed on', async ({
  page,
  context,
  baseURL
}) => {
  const app = new AppPage(page);
  await app.open();
  const other = new AppPage(await context.newPage());
  await other.open(baseURL);
  const card = app.recommended.getByRole('article').first();
  const title = await card.getByRole('heading').innerText();
  await page.bringToFront();
  await star(card, '5 stars').hover();
  await page.mouse.down();
  // The same movie, rated elsewhere, leaves the list of this tab too.
  await star(other.listed(title), '2 stars').click();
  await app.expectRatings(1);
  await expect(app.listed(title)).toBeVisible();
  await page.mouse.up();
  await expect(app.listed(title)).toHaveCount(0);
  await expect.poll(() => starsOf(app, title)).toBe('5 stars');
});

/** As the library has it. */
async function starsOf(app: AppPage, title: string): Promise<string | null> {
  await app.search.fill(title);
  const given = app.toRate(title).getByRole('radio', { checked: true }).first();
  return given.evaluate((radio) => radio.ariaLabel);
}
