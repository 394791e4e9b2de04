/** axe finds nothing, in light and dark, and no page is wider than a small phone. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';

/** What axe finds. Posters are decoration, hidden from assistive technology; skipping them halves the time. */
async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('[aria-hidden="true"]').analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    // axe looks at every star of every card: seconds on a quiet machine, a minute on a busy one.
    test.slow();

    test('axe finds nothing on the start page', async ({ page }) => {
      const app = new AppPage(page);
      await app.open();
      await star(app.card(0), '3.5 stars').click();
      await app.expectRatings(1);
      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing on filters and dials, nor on a rating that is tried', async ({ page }) => {
      const app = new AppPage(page);
      await app.open('/?genres=Comedy&without=Horror&stars=3');
      await app.rateSome('3.5 stars');
      await page.getByRole('button', { name: 'Other movies' }).click();
      await page.getByRole('button', { name: /^What if/ }).click();
      await page.getByRole('button', { name: 'Filters and dials' }).click();
      await expect(page.getByRole('slider')).toHaveCount(5);
      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing on the details of a movie', async ({ page }) => {
      const app = new AppPage(page);
      await app.open();
      await app.rateSome('5 stars', '1 star');
      await app.recommended
        .getByRole('button', { name: /^Details of/ })
        .first()
        .click();
      await expect(app.dialog.getByRole('heading', { name: 'Movies like it' })).toBeVisible();
      await expect(app.dialog.getByText('The crowd')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing on a page that could not load its model', async ({ page, context }) => {
      await context.route('**/models/current.json', (route) => route.fulfill({ status: 200, body: '{}' }));
      await page.goto('/');
      await expect(page.getByRole('alert')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing on the diagnostics', async ({ page }) => {
      await page.goto('/diagnostics');
      await expect(page.getByRole('button', { name: 'Self-test' })).toBeEnabled({ timeout: 45_000 });
      expect(await violations(page)).toEqual([]);
    });
  });
}

for (const width of [320, 768, 1440]) {
  test(`nothing is cut off or scrolls sideways at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    const app = new AppPage(page);
    await app.open();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
}
