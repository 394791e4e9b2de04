/** axe finds nothing, in light and dark, and no page is wider than a small phone. */
import AxeBuilder from '@axe-core/playwright';
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe finds nothing on the start page, on a search, and on the diagnostics', async ({ page }) => {
      const app = new AppPage(page);
      const violations = async (): Promise<string[]> => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
      };
      await app.open();
      await star(app.card(0), '3.5 stars').click();
      await app.expectRatings(1);
      expect(await violations()).toEqual([]);
      await app.search.fill('love');
      expect(await violations()).toEqual([]);
      await page.goto('/diagnostics');
      await expect(page.getByRole('button', { name: 'Self-test' })).toBeEnabled({ timeout: 45_000 });
      expect(await violations()).toEqual([]);
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
