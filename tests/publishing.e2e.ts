/** A model's whole way, with all real parts: what a visitor rates becomes a release that others get, and is taken back. */
import type { Browser, Page } from '@playwright/test';
import { isInShare } from '#core/rollout';
import { AccountPage } from './account-page.ts';
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';
import { startPublishingStack } from './publishing-stack.ts';

const RATINGS = 30;
/** Two trainings, of which one is judged and compared: a minute and a half of both cores. */
const TIMEOUT_MS = 15 * 60_000;

const footer = (page: Page) => page.getByRole('contentinfo');
const offer = (page: Page) => page.getByRole('region', { name: 'New version' });

async function newProfile(browser: Browser, baseURL: string): Promise<AppPage> {
  const context = await browser.newContext({ baseURL, serviceWorkers: 'block' });
  const app = new AppPage(await context.newPage());
  await app.openSettled();
  return app;
}

/** One star after the other on whatever stands first, as somebody with a taste: every third is a disappointment. */
async function rateTheList(app: AppPage, count: number): Promise<void> {
  for (let k = 0; k < count; k++) {
    const name = ['5 stars', '4 stars', '1.5 stars'][k % 3] ?? '';
    await star(app.recommended.getByRole('article').first(), name).click();
    await app.expectRatings(k + 1);
  }
}

/** The number that decides about the roll-out, on the wanted side of it. */
async function drawUntil({ page }: AppPage, isIn: boolean, version: string): Promise<void> {
  const number = Array.from({ length: 100 }, (_, k) => k).find((k) => isInShare(k, version, 0.5) === isIn);
  await page.evaluate((drawn) => {
    localStorage.setItem('yamr:device', String(drawn));
  }, number);
}

async function visit(app: AppPage, count: number, version: string): Promise<void> {
  await app.page.reload();
  await app.expectRatings(count);
  await expect(footer(app.page)).toContainText(`model ${version}`);
}

/** Takes what is offered; the ratings stay. */
async function takeOffer(app: AppPage, words: string, version: string, count: number): Promise<void> {
  await expect(offer(app.page)).toContainText(words, { timeout: 60_000 });
  await offer(app.page).getByRole('button', { name: 'Use it now' }).click();
  await expect(footer(app.page)).toContainText(`model ${version}`);
  await app.expectRatings(count);
}

test('what a visitor rates becomes a model that half of the devices try, then all, and that is taken back', async ({
  browser
}) => {
  test.setTimeout(TIMEOUT_MS);
  const stack = await startPublishingStack();
  try {
    const before = /^(\S+) .* in use$/m.exec(await stack.release('list'))?.[1] ?? '';
    const anna = await newProfile(browser, stack.url);
    const account = new AccountPage(anna.page);
    await account.create();
    await rateTheList(anna, RATINGS);
    await account.open();
    await account.expectSynced();
    await account.close();
    const bert = await newProfile(browser, stack.url);
    await rateTheList(bert, 1);
    for (const app of [anna, bert]) await expect(footer(app.page)).toContainText(`model ${before}`);

    const told = await stack.retrain('--share', '0.5');
    expect(told).toContain(`of the ${26_000 + RATINGS} ratings`);
    const [, after = ''] = /^Published (\S+) for 50% of the devices/m.exec(told) ?? [];
    expect([after === '', after === before]).toEqual([false, false]);
    expect(await stack.release('list')).toContain(after);

    await drawUntil(anna, true, after);
    await drawUntil(bert, false, after);
    await visit(anna, RATINGS, before);
    await takeOffer(anna, `A newer model is ready: ${after}.`, after, RATINGS);
    const asked = bert.page.waitForResponse(/\/models\/current\.json$/);
    await visit(bert, 1, before);
    await asked;
    await expect(offer(bert.page)).toBeHidden();

    await stack.release('promote');
    await visit(bert, 1, before);
    await takeOffer(bert, `A newer model is ready: ${after}.`, after, 1);
    await visit(anna, RATINGS, after);
    await expect(offer(anna.page)).toBeHidden();

    await stack.release('rollback');
    await visit(anna, RATINGS, after);
    await takeOffer(anna, `Another model is ready: ${before}.`, before, RATINGS);

    const verified = await stack.release('verify');
    for (const version of [before, after])
      expect(verified).toMatch(new RegExp(`^${version} {2}ok, \\d+ files, signed$`, 'm'));
  } finally {
    await stack.close();
  }
});
