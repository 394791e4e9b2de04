/** The library: four lists on one page, edited, searched and undone, with mouse or keyboard alone. */
import type { Page } from '@playwright/test';
import { expect as quickly, test } from './fixtures.ts';
import { star } from './app-page.ts';
import { addToLibrary, ratedCatalogue } from './library-page.ts';

/** The titles come with the model, which a busy machine takes its time to start. */
const expect = quickly.configure({ timeout: 45_000 });
test.beforeEach(() => test.slow());

const rows = (page: Page) => page.getByRole('main').getByRole('article');

test('the four lists hold what was put there, and their addresses work', async ({ page }) => {
  await page.goto('/library');
  await expect(page.getByText('The movies you give stars to collect here.')).toBeVisible();
  await addToLibrary(page, [
    { list: 'rated', movieId: 2571, stars: 4.5 },
    { list: 'seen', movieId: 296 },
    { list: 'hidden', movieId: 318 },
    { list: 'watchlist', movieId: 356 }
  ]);
  await page.reload();
  await expect(page.getByRole('article', { name: 'The Matrix', exact: true })).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('link', { name: /^Seen/ }).click();
  await expect(page).toHaveURL(/list=seen/);
  await expect(page.getByRole('article', { name: 'Pulp Fiction', exact: true })).toBeVisible();
  await page.getByRole('link', { name: /^Watchlist/ }).click();
  await expect(page.getByRole('article', { name: 'Forrest Gump', exact: true })).toBeVisible();
  await page.getByRole('link', { name: /^Not interested/ }).click();
  await page.getByRole('button', { name: 'Show The Shawshank Redemption again' }).click();
  await expect(rows(page)).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('article', { name: 'Forrest Gump', exact: true })).toBeVisible();
});

test('stars are changed and removed, and undone by button and by keyboard', async ({ page }) => {
  await page.goto('/library');
  await addToLibrary(page, [
    { list: 'rated', movieId: 2571, stars: 4.5 },
    { list: 'rated', movieId: 296, stars: 2 }
  ]);
  await page.reload();
  const matrix = page.getByRole('article', { name: 'The Matrix', exact: true });
  await star(matrix, '3 stars').click();
  await expect(star(matrix, '3 stars')).toBeChecked();
  await matrix.getByRole('button', { name: 'Clear the rating of The Matrix' }).click();
  await expect(matrix).toHaveCount(0);
  const toast = page.getByRole('status', { name: 'Notifications' });
  await expect(toast).toHaveText('The Matrix: rating cleared');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(star(matrix, '3 stars')).toBeChecked();
  await star(matrix, '4.5 stars').click();
  await expect(toast).toHaveText('The Matrix: 4.5 stars');
  await star(matrix, '1 star').click();
  await expect(toast).toHaveText('The Matrix: 1 star');
  await page.keyboard.press('Control+z');
  await expect(star(matrix, '4.5 stars')).toBeChecked();
  await page.reload();
  await expect(star(matrix, '4.5 stars')).toBeChecked();
});

test('a movie of the watchlist is rated with the keyboard, and stays until the focus leaves it', async ({
  page
}) => {
  await page.goto('/library');
  await addToLibrary(page, [
    { list: 'watchlist', movieId: 356 },
    { list: 'watchlist', movieId: 2571 }
  ]);
  await page.goto('/library?list=watchlist');
  const gump = page.getByRole('article', { name: 'Forrest Gump', exact: true });
  await star(gump, '0.5 stars').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(star(gump, '1.5 stars')).toBeChecked();
  await page.getByRole('searchbox', { name: 'Search your library' }).focus();
  await expect(gump).toHaveCount(0);
  await page.getByRole('link', { name: /^Rated/ }).click();
  await expect(star(gump, '1.5 stars')).toBeChecked();
});

test('5,000 ratings scroll, search and sort with a screenful in the page', async ({ page }) => {
  await page.goto('/library');
  const movieIds = await ratedCatalogue(page, 5000);
  await addToLibrary(
    page,
    movieIds.map((movieId, place) => ({ list: 'rated', movieId, stars: ((place % 10) + 1) / 2 }))
  );
  await page.reload();
  await expect(rows(page).first()).toBeVisible();
  expect(await rows(page).count()).toBeLessThan(80);
  await expect(page.getByText('5,000 movies', { exact: true })).toBeVisible();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
  await expect(rows(page).first()).toBeVisible();
  expect(await rows(page).count()).toBeLessThan(80);
  await page.getByRole('searchbox', { name: 'Search your library' }).fill('matrix');
  await expect(page.getByRole('article', { name: 'The Matrix', exact: true })).toBeInViewport();
  await page.getByRole('searchbox', { name: 'Search your library' }).fill('');
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('Most stars');
  await expect(star(rows(page).first(), '5 stars')).toBeChecked();
});
