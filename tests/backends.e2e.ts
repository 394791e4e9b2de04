/** Every backend gives, in a real worker, the golden lists that training wrote into the release. */
import { BACKEND_NAMES } from '#core/backend-names';
import { expect, test } from './fixtures.ts';

for (const backend of BACKEND_NAMES) {
  test(`${backend} reproduces the golden top 10`, async ({ page }) => {
    // A software adapter has the whole catalogue to score.
    test.setTimeout(300_000);
    await page.goto(`/diagnostics?backend=${backend}`);
    await expect(page.getByRole('definition').filter({ hasText: new RegExp(`^${backend}$`) })).toBeVisible({
      timeout: 120_000
    });
    await page.getByRole('button', { name: 'Self-test' }).click();
    const result = page.getByRole('main').getByRole('status');
    await expect(result).toContainText(/Self-test (passed|failed)/, { timeout: 120_000 });
    await expect(result).toHaveText(
      new RegExp(`Self-test passed: \\d+ golden lists? reproduced on ${backend}\\.`)
    );
  });
}
