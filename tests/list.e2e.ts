/** The list: as long as the catalogue, as light as a window, with a reason and a range for every movie. */
import { AppPage } from './app-page.ts';
import { expect, test } from './fixtures.ts';

test('the list goes on and on, and only what is in sight is drawn', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const places = () =>
    app.recommended
      .getByRole('listitem')
      .evaluateAll((items) =>
        items.map((item) => Number(item.getAttribute('aria-posinset'))).filter(Boolean)
      );
  for (let k = 0; k < 12; k++) {
    await page.mouse.wheel(0, 6000);
    await page.waitForTimeout(150);
  }
  await expect.poll(async () => Math.max(...(await places()))).toBeGreaterThan(200);
  const now = await places();
  expect(now.length).toBeLessThan(60);
  // In order, none left out, and none twice.
  expect(now).toEqual(now.map((_, k) => (now[0] ?? 0) + k));
  await page.evaluate(() => scrollTo(0, 0));
  await expect.poll(async () => (await places())[0]).toBe(1);
});

test('each movie says what is expected, and why', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const first = app.recommended.getByRole('article').first();
  await expect(first.getByText(/^Liked by \d+% of [\d,]+$/)).toBeVisible();
  await app.rateSome('5 stars', '4.5 stars');
  await expect(first.getByText(/^\s*Predicted \d\.\d stars\s*(?:quite sure|a guess)?\s*$/)).toBeAttached();
  await expect(app.recommended.getByText(/^Because you gave \d(\.5)?★ to ./).first()).toBeVisible();
});

test('a movie is kept for later from its card, and a keyboard reaches everything on it', async ({ page }) => {
  const app = new AppPage(page);
  await app.openSettled();
  const [first = '', second = ''] = await app.titles();
  const keep = app.listed(first).getByRole('button', { name: `Watchlist: ${first}`, exact: true });
  await app
    .listed(first)
    .getByRole('button', { name: `Details of ${first}`, exact: true })
    .focus();
  await page.keyboard.press('Tab');
  await expect(keep).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.toast).toHaveText(`${first}: on your watchlist`);
  // What is on a list of the library is no fresh pick.
  await expect(app.listed(first)).toHaveCount(0);
  await expect(app.recommended.getByRole('article').first()).toHaveAccessibleName(second);
  await page.keyboard.press('Control+z');
  await expect(app.listed(first)).toBeVisible();
});

test('new cards come a few with each frame, and the time of a star ends when all in sight are there', async ({
  page
}) => {
  const app = new AppPage(page);
  await page.setViewportSize({ width: 1440, height: 1800 });
  await app.openSettled();
  await app.titles();
  await page.evaluate(() => {
    const state = { perFrame: [] as number[], emptyAtEnd: [] as number[] };
    const list = document.querySelector('#recommended ol') ?? document.body;
    const isEmpty = (item: Element): boolean =>
      !item.querySelector('article') && item.getBoundingClientRect().top < innerHeight;
    // A card that moves is taken out and put in: only those never seen before are new.
    let seen = new Set(list.querySelectorAll('article'));
    new MutationObserver(() => {
      const cards = [...list.querySelectorAll('article')];
      const fresh = cards.filter((card) => !seen.has(card)).length;
      if (fresh > 0) state.perFrame.push(fresh);
      seen = new Set(cards);
    }).observe(list, { childList: true, subtree: true });
    const measure = performance.measure.bind(performance);
    performance.measure = (...args: Parameters<typeof measure>) => {
      if (args[0] === 'yamr:rate-to-list')
        state.emptyAtEnd.push([...document.querySelectorAll('#recommended li')].filter(isEmpty).length);
      return measure(...args);
    };
    Object.assign(globalThis, { state });
  });
  // The first star turns the general list into another.
  await app.rateSome('5 stars');
  await app.titles();
  const state = await page.evaluate(
    () => (globalThis as unknown as { state: { perFrame: number[]; emptyAtEnd: number[] } }).state
  );
  expect(state.emptyAtEnd).toEqual([0]);
  expect(Math.max(...state.perFrame)).toBeLessThanOrEqual(4);
  expect(state.perFrame.reduce((sum, count) => sum + count)).toBeGreaterThan(4);
});
