/** The model page and the privacy page: what is known of the model, of what is kept and of what was sent. */
import { expect, test } from './fixtures.ts';
import { seedRatings } from './seed-ratings.ts';

test('the model says what it is and what it was learnt from', async ({ page }) => {
  await page.goto('/model');
  const card = page.getByRole('region', { name: 'This model' });
  await expect(card.getByRole('definition').first()).toHaveText(/^\w+$/, { timeout: 45_000 });
  await expect(page.getByRole('region', { name: 'The data behind it' })).toContainText(
    'F. Maxwell Harper and Joseph A. Konstan. 2015.'
  );
  await expect(page.getByRole('region', { name: 'How good it is for somebody new' })).toBeVisible();
});

test('what is stored and what was sent is shown, and all of it is deleted', async ({ page }) => {
  test.slow();
  await seedRatings(page, '/privacy', [5, 4, 3]);
  await page.evaluate(() => localStorage.setItem('yamr:together', '{}'));
  const stored = page.getByRole('region', { name: 'What is stored on this device' });
  await expect(stored.getByRole('listitem').filter({ hasText: 'Your ratings' })).toContainText('3 entries');
  await expect(stored).toContainText('The model, to work offline', { timeout: 45_000 });
  await expect(stored).toContainText('The people in your group');
  const log = page.getByRole('region', { name: 'Every request that this page has sent' });
  await expect(log).toContainText('All went to this site');
  await log.getByRole('button', { name: /^Show all/ }).click();
  await expect(log).toContainText('/models/current.json');
  await expect(log).toContainText('/privacy');

  await page.getByRole('button', { name: 'Delete everything …' }).click();
  const question = page.getByRole('dialog', { name: 'Delete everything?' });
  await expect(question).toContainText('Your 3 ratings');
  await question.getByRole('button', { name: 'Delete it all' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Everything is deleted.' })).toBeVisible({
    timeout: 45_000
  });
  const left = await page.evaluate(() => Object.keys(localStorage));
  expect(left).toEqual([]);
  await expect(stored.getByRole('listitem').filter({ hasText: 'Your ratings' })).toContainText('0 entries');
});
