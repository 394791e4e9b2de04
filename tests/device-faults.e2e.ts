/** What can happen to a device in the middle of use: each time the list goes on, is explained, and no rating is lost. */
import type { Page, Worker as PageWorker } from '@playwright/test';
import { AppPage, star } from './app-page.ts';
import { expect, test, withPrefix } from './own-server.ts';

test.use({ serviceWorkers: 'block', allowedErrors: /WebGL|CONTEXT_LOST|GPU|Device|device|mapAsync/i });

const scorer = (page: Page): PageWorker => {
  const found = page.workers().find((worker) => worker.url().includes('scorer.worker'));
  if (!found) throw new Error('No scorer worker runs.');
  return found;
};

/** Remembers the devices that the worker gets, so that a test can take them away. */
const REMEMBER = `
  self.contexts = [];
  const getContext = OffscreenCanvas.prototype.getContext;
  OffscreenCanvas.prototype.getContext = function (...args) {
    const context = getContext.apply(this, args);
    if (context && 'getExtension' in context) self.contexts.push(context);
    return context;
  };
  self.devices = [];
  const requestDevice = globalThis.GPUAdapter?.prototype.requestDevice;
  if (requestDevice) GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await requestDevice.apply(this, args);
    self.devices.push(device);
    return device;
  };`;

for (const [backend, lose] of [
  ['webgl', 'contexts.at(-1).getExtension("WEBGL_lose_context").loseContext()'],
  ['webgpu', 'devices.at(-1).destroy()']
] as const) {
  test(`a ${backend} device that is lost is replaced by wasm`, async ({ page, server }) => {
    test.slow();
    server.answer = (path) => withPrefix(path, REMEMBER);
    const app = new AppPage(page);
    await app.open(`/?backend=${backend}`);
    await expect(page.getByRole('contentinfo')).toContainText(`running on ${backend}`);
    await star(app.card(0), '5 stars').click();
    await app.expectRatings(1);
    await scorer(page).evaluate(`void ${lose}`);
    await star(app.card(1), '4 stars').click();
    await app.expectRatings(2);
    await expect(page.getByRole('alert')).toContainText(
      'The graphics processor stopped working for this page. YAMR goes on with wasm; no rating is lost.'
    );
    await expect(page.getByRole('contentinfo')).toContainText('running on wasm');
  });
}

test('a worker that is killed in the middle of a request is replaced, and the request is answered', async ({
  page
}) => {
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    Object.assign(window, { workers });
    window.Worker = class extends Worker {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        workers.push(this);
      }
    };
  });
  const app = new AppPage(page);
  await app.open();
  await star(app.card(0), '5 stars').click();
  await app.expectRatings(1);
  // Busy with the next request when it dies, without an event.
  await scorer(page).evaluate(() => {
    setTimeout(() => {
      for (const endMs = Date.now() + 1500; Date.now() < endMs;);
    });
  });
  await star(app.card(1), '4 stars').click();
  await page.evaluate(() => (window as unknown as { workers: Worker[] }).workers.at(-1)?.terminate());
  await app.expectRatings(2);
  await expect(page.getByRole('alert')).toContainText('The part of YAMR that computes your list stopped.');
  await expect(page.getByRole('alert')).toContainText('no rating is lost');
});

test('a backend that hangs is left for one that starts', async ({ page, server }) => {
  test.slow();
  const hang = `if (self.GPUAdapter) GPUAdapter.prototype.requestDevice = () => new Promise(() => undefined);`;
  server.answer = (path) => withPrefix(path, hang);
  const app = new AppPage(page);
  await app.open('/?backend=webgpu');
  await expect(page.getByRole('contentinfo')).toContainText(
    /running on wasm \(webgpu: No answer within \d+ seconds/
  );
});

test('without room for the model the page works, and says that it does so online only', async ({
  page,
  server
}) => {
  const refuse = `Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));`;
  server.answer = (path) => withPrefix(path, refuse);
  const app = new AppPage(page);
  await app.open();
  await expect(page.getByRole('alert')).toHaveText(
    'There is no room to keep the model for offline use. It works while you are online.'
  );
  await star(app.card(0), '5 stars').click();
  await app.expectRatings(1);
});

test('another tab that holds an older database is named, and the star counts until then', async ({
  page,
  context,
  server
}) => {
  const other = await context.newPage();
  await other.goto(`${server.url}/favicon.svg`);
  await other.evaluate(
    () =>
      new Promise<void>((done) => {
        const request = indexedDB.open('yamr', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('ratings', { keyPath: 'movieId' });
        request.onsuccess = () => done();
      })
  );
  const app = new AppPage(page);
  await app.open();
  await expect(page.getByRole('alert')).toContainText('YAMR is open in another tab in an older version');
  await star(app.card(0), '5 stars').click();
  await app.expectRatings(1);
  await other.close();
  // The next change stores what could not be stored before.
  await star(app.card(1), '4 stars').click();
  await app.expectRatings(2);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.reload();
  await app.expectRatings(2);
});

test('a database that a newer YAMR took over in another tab is named, and the star counts', async ({
  page,
  context,
  server
}) => {
  const app = new AppPage(page);
  await app.open();
  const other = await context.newPage();
  await other.goto(`${server.url}/favicon.svg`);
  await other.evaluate(
    () =>
      new Promise<void>((done) => {
        indexedDB.open('yamr', 99).onsuccess = () => done();
      })
  );
  await star(app.card(0), '5 stars').click();
  await app.expectRatings(1);
  await expect(page.getByRole('alert')).toContainText(
    'A newer YAMR has run in another tab: reload this page'
  );
});

test('two tabs that rate at once end with the same ratings', async ({ page, context, server }) => {
  const app = new AppPage(page);
  await app.open();
  const other = new AppPage(await context.newPage());
  await other.open(`${server.url}/`);
  // Each tab deals its own cards, and in its own order: those that both have.
  const dealt = await other.rate.getByRole('article').getByRole('heading').allInnerTexts();
  const titles = (await app.rate.getByRole('article').getByRole('heading').allInnerTexts()).filter((title) =>
    dealt.includes(title)
  );
  const [first = '', second = '', third = ''] = titles;
  // A tab has one mouse: two clicks at once in one tab would press it where the other has moved it.
  const rate = async (tab: AppPage, ...stars: readonly [title: string, name: string][]): Promise<void> => {
    for (const [title, name] of stars) await star(tab.toRate(title), name).click();
  };
  await Promise.all([
    rate(app, [first, '5 stars'], [second, '4 stars']),
    rate(other, [first, '1 star'], [third, '3 stars'])
  ]);
  await app.expectRatings(3);
  await other.expectRatings(3);
  const stars = async (tab: AppPage): Promise<string> => {
    const rated = await tab.rate
      .getByRole('radio', { checked: true })
      .evaluateAll((radios) =>
        radios.map(
          (radio) => `${radio.closest('article')?.querySelector('h3')?.textContent}: ${radio.ariaLabel}`
        )
      );
    return rated.sort().join();
  };
  await expect.poll(async () => (await stars(app)) === (await stars(other))).toBe(true);
  expect(await stars(app)).toMatch(/^\w.*: \d/);
});
