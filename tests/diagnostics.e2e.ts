/** The diagnostics page: what runs here, how fast, and a report to hand on. */
import { expect, test } from './fixtures.ts';

test('lists are measured, and the report has versions and hashes', async ({ page }) => {
  await page.goto('/diagnostics');
  await page.getByRole('button', { name: 'Measure' }).click({ timeout: 30_000 });
  await expect(page.getByRole('table')).toBeVisible({ timeout: 30_000 });
  await expect(
    page.getByRole('definition').filter({ hasText: /median [\d.]+ ms, 95th percentile/ })
  ).toBeVisible();
  await page.getByText('Report', { exact: true }).click();
  const report = page.locator('pre');
  await expect(report).toContainText(/Model: \S+ \(yamr\)/);
  await expect(report).toContainText(/[0-9a-f]{64} {2}catalogue-1\.json/);
  await expect(report).toContainText(/Latency of a list: median/);
});
