/** What a visitor may send of how well YAMR works: nothing unless they agree, and then counts alone. */
import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { CounterBatchSchema, type CounterBatch } from '#core/counters';
import { AppPage, star } from './app-page.ts';
import { axeFindings } from './axe.ts';
import { changedRelease } from './changed-release.ts';
import { expect, pointerOf, test, type OwnServer } from './own-server.ts';

const NEXT = '2099-01-01-next';
const CONFIG = {
  formatVersion: 1,
  apiUrl: '/api',
  auth: { region: 'local', userPoolId: 'local_1', userPoolClientId: 'client', flow: 'USER_PASSWORD_AUTH' }
};
test.use({ serviceWorkers: 'block', allowedErrors: /Failed to load resource|net::ERR_/ });

const region = (page: Page) => page.getByRole('region', { name: 'Help make YAMR better' });
const counts = (page: Page) =>
  region(page).getByRole('checkbox', { name: 'Send counts of how well YAMR works here' });
const comparison = (page: Page) => region(page).getByRole('checkbox', { name: 'Compare two versions' });
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A site that collects counts; what it was sent. */
async function collecting(page: Page): Promise<string[]> {
  const sent: string[] = [];
  await page.route('**/config.json', (route) => route.fulfill({ json: CONFIG }));
  await page.route('**/api/counters', (route) => {
    sent.push(route.request().postData() ?? '');
    return route.fulfill({ status: 204 });
  });
  return sent;
}

/** As when the visitor goes to another tab. */
async function hide(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    document.dispatchEvent(new Event('visibilitychange'));
    Object.defineProperty(document, 'hidden', { configurable: true, value: false });
    document.dispatchEvent(new Event('visibilitychange'));
  });
}
const stored = (page: Page) => page.evaluate(() => localStorage.getItem('yamr:measure') ?? '');

async function goToPrivacy(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('link', { name: 'Privacy', exact: true }).click();
}

/** The batch that was sent, held against the contract; nothing that is no version, code or count is in it. */
function parseBatch(text: string, movieIds: readonly string[]): CounterBatch {
  const batch = v.parse(CounterBatchSchema, JSON.parse(text));
  expect(text).not.toMatch(/movie|user|device|title|At"/i);
  expect(movieIds.filter((movieId) => movieId.length > 4 && text.includes(movieId))).toEqual([]);
  return batch;
}

test('nobody who has not agreed sends anything, or asks where it would go', async ({ page, server }) => {
  const sent = await collecting(page);
  const app = new AppPage(page);
  await app.open();
  await app.rateSome('5 stars', '4 stars');
  await goToPrivacy(page);
  await expect(region(page)).toContainText('YAMR reports nothing about how well it works unless you let it.');
  await hide(page);
  await page.goto('/');
  await app.expectRatings(2);
  expect(sent).toEqual([]);
  expect(server.asked.filter((path) => /config\.json|\/api/.test(path))).toEqual([]);
  expect(await stored(page)).toBe('');
});

test('a site without an API offers no choice', async ({ page }) => {
  await page.goto('/privacy');
  await region(page).getByRole('button', { name: 'Show what I could send' }).click();
  await expect(region(page)).toContainText('This site collects nothing: there is nothing to choose.');
  await expect(region(page).getByRole('checkbox')).toHaveCount(0);
});

test('a visitor who agrees sees what is sent, sends counts without a movie, and takes it back', async ({
  page
}) => {
  test.slow();
  const sent = await collecting(page);
  const app = new AppPage(page);
  await app.open();
  await goToPrivacy(page);
  await region(page).getByRole('button', { name: 'Show what I could send' }).click();
  await expect(counts(page)).not.toBeChecked();
  await expect(comparison(page)).toBeDisabled();
  await counts(page).check();
  expect(await axeFindings(page)).toEqual([]);
  await page
    .getByRole('navigation', { name: 'Sections' })
    .first()
    .getByRole('link', { name: 'For you' })
    .click();
  await app.waitForList();
  await app.rateSome('5 stars', '2 stars', '4 stars');
  await expect.poll(() => stored(page), { timeout: 30_000 }).toContain('"ratings":3');
  await goToPrivacy(page);
  await region(page).getByRole('button', { name: 'What would be sent now' }).click();
  await expect(region(page).getByRole('region', { name: 'What would be sent now' })).toContainText(
    '"rateToList"'
  );
  await hide(page);
  await expect.poll(() => sent.length).toBe(1);
  const rated = await page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const request = indexedDB.open('yamr');
        request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
        request.onsuccess = () => {
          const all = request.result.transaction('ratings').objectStore('ratings').getAllKeys();
          all.onsuccess = () => resolve(all.result.map(String));
        };
      })
  );
  expect(rated).toHaveLength(3);
  const { reports } = parseBatch(sent[0] ?? '', rated);
  expect(reports).toHaveLength(1);
  expect(sum(reports[0]?.rateToList ?? [])).toBe(3);
  expect(sum(reports[0]?.heap ?? [])).toBe(1);
  expect(reports[0]?.quality.ratings).toBe(3);
  expect(reports[0]?.comparison).toBeUndefined();
  const log = page.getByRole('region', { name: 'Every request that this page has sent' });
  await expect(log).toContainText('/api/counters');
  await expect(log).toContainText('the counts that you agreed to send');

  // What is counted from now on waits for an hour, and goes with the agreement.
  await hide(page);
  await expect.poll(() => stored(page)).toContain('"heap"');
  expect(sent).toHaveLength(1);
  await counts(page).uncheck();
  expect(await stored(page)).toBe('');
  await expect(comparison(page)).toBeDisabled();
});

async function publishNext(server: OwnServer): Promise<void> {
  const release = await changedRelease({ version: NEXT, createdAt: '2099-01-01T00:00:00.000Z' });
  server.answer = (path) => (path.endsWith('/current.json') ? pointerOf({ version: NEXT }) : release(path));
}

test('where two versions are on the device and the visitor agrees, both are counted on each new rating', async ({
  page,
  server
}) => {
  test.slow();
  const sent = await collecting(page);
  const app = new AppPage(page);
  await app.openSettled();
  await goToPrivacy(page);
  await region(page).getByRole('button', { name: 'Show what I could send' }).click();
  await counts(page).check();
  await comparison(page).check();
  await publishNext(server);
  await app.open();
  await expect(page.getByRole('region', { name: 'New version' })).toContainText(NEXT, { timeout: 45_000 });
  await app.rateSome('5 stars', '1 star', '4 stars');
  await expect
    .poll(() => stored(page), { timeout: 45_000 })
    .toMatch(/"comparison":.*"ratings":3|"ratings":3.*"comparison":/);
  const compared = async (): Promise<number> => {
    const { reports } = JSON.parse(await stored(page)) as CounterBatch;
    return sum(reports.flatMap(({ comparison: found }) => (found ? Object.values(found.predicted) : [])));
  };
  await expect.poll(compared, { timeout: 30_000 }).toBe(3);
  // A star that is changed is no new rating.
  await star(app.card(0), '4 stars').click();
  await page.waitForTimeout(3000);
  expect(await compared()).toBe(3);
  // The page that was left before has sent its batch: an hour goes by.
  await page.evaluate(() => {
    const waiting = JSON.parse(localStorage.getItem('yamr:measure') ?? '{}') as object;
    localStorage.setItem('yamr:measure', JSON.stringify({ ...waiting, triedAtMs: 0 }));
  });
  sent.length = 0;
  await hide(page);
  await expect.poll(() => sent.length).toBe(1);
  const { reports } = parseBatch(sent[0] ?? '', []);
  const report = reports.find((found) => found.comparison);
  expect(report?.comparison?.other).toBe(NEXT);
  expect(sum(Object.values(report?.comparison?.predicted ?? {}))).toBe(3);
  // Two of the three were liked.
  expect(sum(Object.values(report?.comparison?.ranked ?? {}))).toBe(2);
  // The other one predicts nonsense.
  expect(report?.comparison?.predicted.wins).toBeGreaterThan(0);
});
