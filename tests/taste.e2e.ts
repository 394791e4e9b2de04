/** "Your taste": plots with tables beside them, from the ratings on this device. */
import { expect, test } from './fixtures.ts';
import { seedRatings } from './seed-ratings.ts';

const STARS = [5, 0.5, 4.5, 1, 3, 4, 2.5, 5, 3.5, 4, 0.5, 2, 4.5, 3, 5, 1.5, 4, 3.5, 5, 2];

test('somebody without ratings is told what will be here, and led to rating', async ({ page }) => {
  await page.goto('/taste');
  await expect(page.getByRole('heading', { name: 'Nothing to draw yet' })).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText('Rate 5 movies and this page shows')).toBeVisible();
  await page.getByRole('link', { name: 'Rate movies' }).click();
  await expect(page).toHaveURL('/');
});

test('every plot is there, and says the same as a table', async ({ page }) => {
  test.slow();
  const movies = await seedRatings(page, '/taste', STARS);
  const genres = page.getByRole('region', { name: 'Genres against everybody' });
  await expect(genres.getByRole('img')).toHaveAttribute('aria-label', /Drama: you \d\.\d, everybody \d\.\d/, {
    timeout: 45_000
  });
  for (const name of [
    'Genres against everybody',
    'Decades against everybody',
    'How your ratings spread',
    'How well YAMR has predicted you'
  ]) {
    const region = page.getByRole('region', { name });
    await expect(region.locator('svg').first()).toBeVisible();
    await region.getByRole('button', { name: `As a table: ${name}` }).click();
    await expect(region.getByRole('table')).toBeVisible();
    await region.getByRole('button', { name: `As a table: ${name}` }).click();
    await expect(region.getByRole('table')).toHaveCount(0);
  }
  const spread = page.getByRole('region', { name: 'How your ratings spread' });
  await expect(spread.getByRole('img')).toHaveAttribute('aria-label', /0\.5 stars: 2;.*5 stars: 4$/);
  // Nobody gives the second most rated movie half a star.
  const apart = page.getByRole('region', { name: 'Where you disagree with everybody' });
  await expect(apart.getByRole('article', { name: movies[1]?.title ?? '', exact: true })).toContainText(
    'You dislike it more than most: 0.5 against'
  );
  await expect(page.getByText(/off by \d\.\d\d stars on average/)).toBeVisible();
});
