/** The library on a phone, by touch. */
import { expect as quickly, test } from './fixtures.ts';
import { star } from './app-page.ts';
import { addToLibrary } from './library-page.ts';

/** The titles come with the model, which a busy machine takes its time to start. */
const expect = quickly.configure({ timeout: 45_000 });
test.beforeEach(() => test.slow());

test('a watchlist movie is rated by a tap, and the tap undone', async ({ page }) => {
  await page.goto('/library');
  await addToLibrary(page, [{ list: 'watchlist', movieId: 356 }]);
  await page.goto('/library?list=watchlist');
  const gump = page.getByRole('article', { name: 'Forrest Gump', exact: true });
  await star(gump, '4 stars').tap();
  await page.getByRole('link', { name: 'Rated 1' }).tap();
  await expect(star(gump, '4 stars')).toBeChecked();
  await page.getByRole('button', { name: 'Undo' }).tap();
  await expect(page.getByRole('link', { name: 'Watchlist 1' })).toBeVisible();
});
