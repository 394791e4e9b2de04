/** What stands on the page before any model is there, and what becomes of it when one is. */
import type { Page } from '@playwright/test';
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';
import { holdBack } from './hold-back.ts';
import { layoutShiftOf, watchLayoutShift } from './layout-shift.ts';

/** Where the first cards of the list stand, by their titles: a phone draws no more than three rows. */
const placesOf = (page: Page): Promise<Record<string, number[]>> =>
  page
    .getByRole('list', { name: 'Recommended movies' })
    .getByRole('article')
    .evaluateAll((cards) =>
      Object.fromEntries(
        cards.slice(0, 3).map((card) => {
          const { x, y, width, height } = card.getBoundingClientRect();
          return [card.querySelector('h3')?.textContent ?? '', [x, y, width, height].map(Math.round)];
        })
      )
    );

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the page holds a general list, and says that it is one', async ({ page }) => {
    const app = new AppPage(page);
    await page.goto('/');
    await expect(app.listed('The Shawshank Redemption')).toBeVisible();
    await expect(app.recommended.getByRole('article')).toHaveCount(4);
    await app.expectRatings(0);
  });
});

test.describe('without a model', () => {
  test.use({ allowedErrors: /Failed to load resource|ERR_FAILED/ });

  test('the general list stays, its stars count, and it becomes the list of the visitor in its place', async ({
    page,
    context
  }) => {
    const app = new AppPage(page);
    const letGo = await holdBack(context, '**/models/**');
    await page.goto('/');
    await expect(app.recommended.getByText('Starting the recommender')).toBeVisible();
    const first = app.recommended.getByRole('article').first();
    const title = await first.getByRole('heading').innerText();
    await star(first, '5 stars').click();
    await expect(app.toast).toHaveText(`${title}: 5 stars`);
    await expect(app.recommended.getByRole('status')).toContainText('Yours is on its way');
    letGo();
    await app.expectRatings(1);
    await expect(app.listed(title)).toHaveCount(0);
  });

  test('a recommender that cannot start leaves the general list, and says so', async ({ page, context }) => {
    const app = new AppPage(page);
    await context.route('**/models/**', (route) => route.abort());
    await page.goto('/');
    await expect(page.getByRole('alert')).toContainText('The recommender could not start.');
    await expect(app.recommended.getByRole('article').first()).toBeVisible();
    await app.expectRatings(0);
  });
});

for (const [screen, width, height] of [
  ['phone', 390, 844],
  ['desktop', 1440, 900]
] as const) {
  test(`on a ${screen} no card of the general list moves when the model takes over`, async ({
    page,
    browser,
    baseURL
  }) => {
    await page.setViewportSize({ width, height });
    await watchLayoutShift(page);
    const app = new AppPage(page);
    await app.openSettled();
    const live = await placesOf(page);
    expect(await layoutShiftOf(page)).toBeLessThan(0.02);
    const plain = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width, height },
      ...(baseURL !== undefined && { baseURL })
    });
    const before = await plain.newPage();
    await before.goto('/');
    const general = await placesOf(before);
    await plain.close();
    expect(Object.keys(general)).toEqual(Object.keys(live));
    const sizesOf = (places: Record<string, number[]>) =>
      Object.values(places).map(([x = 0, y = 0, w = 0, h = 0], _, [[, top = 0] = []]) => [x, y - top, w, h]);
    expect(sizesOf(general)).toEqual(sizesOf(live));
  });
}
