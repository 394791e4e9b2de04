/** Posters of TMDB over our own, from a server on this machine: what comes is shown, what does not never shows. */
import { expect, test } from './fixtures.ts';
import { layoutShiftOf, watchLayoutShift } from './layout-shift.ts';
import { posterRelease } from './poster-release.ts';
import { image, json, silence, startTmdbServer, type TmdbServer } from './tmdb-server.ts';

// The images come from another port, which the page's policy forbids; who may be asked is tested in core.
test.use({ bypassCSP: true, allowedErrors: /404|ERR_/ });

let server: TmdbServer;
test.afterEach(() => server.close());

test('posters load lazily in two sizes; missing, refused and silent ones leave our own, without a jump', async ({
  page,
  context
}) => {
  test.slow();
  server = await startTmdbServer((path) => {
    const place = Number(/poster(\d+)\.jpg/.exec(path)?.[1]);
    return place % 4 === 0 ? json(404, {}) : place % 4 === 1 ? silence : image;
  });
  const changed = await posterRelease(server.url);
  await context.route('**/models/**', async (route) => {
    const answer = changed(new URL(route.request().url()).pathname);
    await (answer ? route.fulfill({ body: await answer.text() }) : route.fallback());
  });
  await watchLayoutShift(page);
  await page.goto('/');
  const list = page.getByRole('region', { name: 'Recommended movies for you' });
  await expect(list.locator('img.shown').first()).toBeVisible({ timeout: 45_000 });
  const before = await layoutShiftOf(page);
  await expect.poll(() => server.asked.length).toBeGreaterThan(3);
  await page.waitForTimeout(1500);

  expect(server.asked.every((path) => /^\/w(185|342)\/poster\d+\.jpg$/.test(path))).toBe(true);
  const images = await page.locator('img').evaluateAll((all) =>
    (all as HTMLImageElement[]).map(({ loading, srcset, className, naturalWidth }) => ({
      loading,
      sizes: srcset.split(', ').length,
      isShown: className.includes('shown'),
      isThere: naturalWidth > 0
    }))
  );
  expect(images.length).toBeGreaterThan(3);
  for (const one of images) {
    expect([one.loading, one.sizes]).toEqual(['lazy', 2]);
    // Nothing that has not come covers our own poster.
    if (!one.isThere) expect(one.isShown).toBe(false);
  }
  // Of a list of 60 movies, only those near the window have been asked for.
  expect(new Set(server.asked).size).toBeLessThan(40);
  const after = await layoutShiftOf(page);
  expect(after - before).toBeLessThan(0.01);
  await expect(page.getByText('not endorsed or certified by TMDB').first()).toBeAttached();

  // The visitor can do without: nothing is asked any more.
  await page.goto('/privacy');
  await page.getByRole('checkbox', { name: 'Load posters from TMDB' }).uncheck({ timeout: 45_000 });
  const asked = server.asked.length;
  await page.goto('/');
  await expect(list.getByRole('article').first()).toBeVisible({ timeout: 45_000 });
  await page.waitForTimeout(1500);
  expect([server.asked.length, await page.locator('img').count()]).toEqual([asked, 0]);
});
