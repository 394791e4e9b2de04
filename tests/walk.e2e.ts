/** All nine parts of YAMR on a desktop, with the keys alone; with a mouse they are walked offline. */
import { expect, test } from './fixtures.ts';
import { keyboard, mouse } from './hands.ts';
import { Walk, walkThrough } from './walk.ts';

test.use({ viewport: { width: 1280, height: 800 } });
test.beforeEach(() => test.slow());

test('a visitor goes through everything with the keyboard alone', ({ page }) =>
  walkThrough(page, keyboard(page)));

test('where less motion is wanted, nothing slides or fades', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const walk = new Walk(page, mouse(page));
  await walk.arrive();
  await walk.hand.rate(walk.app.card(0), 5);
  await walk.app.expectRatings(1);
  await walk.hand.press(walk.app.recommended.getByRole('button', { name: /^Details of/ }).first());
  const longest = await page.evaluate(() =>
    Math.max(0, ...document.getAnimations().map(({ effect }) => Number(effect?.getComputedTiming().duration)))
  );
  expect(longest).toBeLessThan(10);
});
