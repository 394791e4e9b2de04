/**
 * Browsers that hold things back: blocked cookies take all storage with them, plain http on a local network takes WebCrypto,
 * Web Locks and service workers. Nothing stays uncaught (tests/fixtures.ts), and the page works or says what to do.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppPage, star } from './app-page.ts';
import { expect, test as base } from './own-server.ts';

interface Restriction {
  /** As somebody chose in the settings of the browser. */
  preferences: object;
  /** A name that is this machine, beside `localhost`. */
  lanName: string;
}

/** A browser with a profile of its own: settings are read when it starts. */
const test = base.extend<Restriction>({
  preferences: [{}, { option: true }],
  lanName: ['', { option: true }],
  context: async ({ playwright, launchOptions, baseURL, preferences, lanName }, use) => {
    const profile = await mkdtemp(join(tmpdir(), 'yamr-profile-'));
    await mkdir(join(profile, 'Default'));
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
    const rules = lanName === '' ? [] : [`--host-resolver-rules=MAP ${lanName} 127.0.0.1,MAP * ~NOTFOUND`];
    const context = await playwright.chromium.launchPersistentContext(profile, {
      ...launchOptions,
      args: [...(launchOptions.args ?? []), ...rules],
      ...(baseURL !== undefined && { baseURL })
    });
    await use(context);
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
});
test.beforeEach(() => test.slow());

test.describe('with cookies blocked', () => {
  test.use({ preferences: { profile: { default_content_setting_values: { cookies: 2 } } } });

  test('ratings count until the page is closed, each page says what it cannot do, and nothing is uncaught', async ({
    page
  }) => {
    const app = new AppPage(page);
    await app.open();
    const refusals = await page.evaluate(async () => {
      const refused = async (work: () => unknown): Promise<boolean> => {
        try {
          await work();
          return false;
        } catch {
          return true;
        }
      };
      return [
        await refused(() => localStorage.length),
        await refused(() => caches.open('x')),
        await refused(() => navigator.locks.request('x', () => undefined))
      ];
    });
    expect(refusals).toEqual([true, true, true]);
    await star(app.card(0), '5 stars').click();
    await app.expectRatings(1);
    await expect(page.getByRole('alert')).toContainText([
      'This browser does not let YAMR store ratings: they count until you close this page.',
      'This browser does not let YAMR keep the model for offline use. It works while you are online.'
    ]);
    await page.getByRole('button', { name: /^Theme/ }).click();
    for (const name of ['Library', 'Taste', 'Together']) {
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name }).click();
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    }
    await page.goto('/privacy');
    await page.getByRole('button', { name: 'Delete everything' }).click();
    await page.getByRole('button', { name: 'Delete it all' }).click();
    await expect(page.getByText('Everything is deleted.')).toBeVisible();
  });
});

test.describe('over plain http from another machine', () => {
  test.use({ lanName: 'tv.lan', allowedErrors: /Cross-Origin-Opener-Policy header has been ignored/ });

  test('the page says that its model needs a secure address, and which ones are', async ({
    page,
    server
  }) => {
    await page.route('http://tv.lan:*/**', (route) => route.continue());
    await page.goto(server.url.replace('localhost', 'tv.lan'));
    expect(await page.evaluate(() => [isSecureContext, 'locks' in navigator, 'caches' in window])).toEqual([
      false,
      false,
      false
    ]);
    await expect(page.getByRole('alert')).toContainText(
      'open it by an address that begins with https://, or with http://localhost on the machine that it runs on'
    );
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Library' }).click();
    await expect(page.getByRole('alert')).toContainText('on secure pages only');
  });
});
