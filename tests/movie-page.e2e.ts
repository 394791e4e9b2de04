/** The page of one movie: what a link from elsewhere leads to. */
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';

const ADDRESS = '/movie/318/the-shawshank-redemption';

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a movie has a page with its facts, movies like it, and a title and description of its own', async ({
    page
  }) => {
    await page.goto(ADDRESS);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('The Shawshank Redemption');
    await expect(page).toHaveTitle('The Shawshank Redemption (1994) · YAMR');
    await expect(page.locator('meta[name="description"]')).toHaveAttribute(
      'content',
      /^The Shawshank Redemption \(1994\), Crime, Drama: /
    );
    const like = page.getByRole('region', { name: 'Movies like it' }).getByRole('link');
    await expect(like).toHaveCount(12);
    await like.first().click();
    await expect(page).toHaveURL(/\/movie\/\d+\/[a-z0-9-]+$/);
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('The Shawshank Redemption');
  });
});

test('a star on the page of a movie counts, and what would be given stands there', async ({ page }) => {
  const app = new AppPage(page);
  await page.goto(ADDRESS);
  await expect(page.getByRole('region', { name: /^Why \d\.\d stars$/ })).toBeVisible();
  await star(page.getByRole('article'), '5 stars').click();
  await expect(app.toast).toHaveText('The Shawshank Redemption: 5 stars');
  await page.getByRole('main').getByRole('link', { name: 'Movies for you' }).click();
  await app.expectRatings(1);
});

test.describe('of a movie without a page', () => {
  test.use({ allowedErrors: /Failed to load resource/ });

  test('the address leads on to its details', async ({ page }) => {
    await page.goto('/movie/296/pulp');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page');
    await page.getByRole('link', { name: 'Look for it in the catalogue' }).click();
    await expect(page.getByRole('dialog', { name: 'Pulp Fiction' })).toBeVisible();
  });
});
