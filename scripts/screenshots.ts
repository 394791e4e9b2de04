/**
 * Owns `npm run screenshots`: every screen at three widths in both themes, from the production build, into
 * docs/screenshots/. A visitor with some ratings is shown, as one sees YAMR after a minute.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { YamrError } from '#core/errors';
import { chromium, type Page } from '@playwright/test';
import { createApp } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { findBrowser } from './browser.ts';
import { buildIfStale, PROJECT_DIR, SITE_DIR } from './build.ts';
import { runCommand } from './command.ts';

const SCREENS: readonly (readonly [name: string, path: string])[] = [
  ['home', '/'],
  ['steered', '/?genres=Comedy&from=1980&to=1999&sort=stars'],
  ['details', '/?movie=2571'],
  ['library', '/library'],
  ['taste', '/taste'],
  ['together', '/together'],
  ['model', '/model'],
  ['privacy', '/privacy'],
  ['diagnostics', '/diagnostics']
];
const SIZES: readonly (readonly [width: number, height: number])[] = [
  [320, 690],
  [768, 1024],
  [1440, 900]
];
const SETTLE_MS = 1200;
/** Who is shown: some stars for the first questions. */
const STARS = ['4.5 stars', '2 stars', '5 stars', '3.5 stars', '4 stars'];

interface Options {
  readonly out: string;
  readonly only?: string;
  readonly url?: string;
}

/** Rates the first cards, once for each window: the stars lie in its own storage. */
async function rateSome(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const rate = page.getByRole('region', { name: 'Rate these movies' });
  for (const [place, name] of STARS.entries()) {
    const star = rate.getByRole('article').nth(place).getByRole('radio', { name, exact: true });
    await star.click({ timeout: 60_000 });
  }
}

await runCommand<Options>({
  name: 'screenshots',
  description: 'Makes pictures of every screen at 320, 768 and 1440 px, light and dark.',
  setUp: (command) =>
    command
      .option('--out <dir>', 'where to write them', join(PROJECT_DIR, 'docs', 'screenshots'))
      .option('--only <text>', 'only pictures whose name contains this, such as home-320')
      .option('--url <url>', 'a server that runs already, instead of a build of one'),
  async run({ out, only = '', url }, { print, signal }) {
    const browserPath = findBrowser();
    if (browserPath === undefined) {
      throw new YamrError('not-found', 'Screenshots need Chromium: install it, or set CHROMIUM_PATH.');
    }
    if (url === undefined) await buildIfStale();
    const server = url === undefined ? await listen(createApp(SITE_DIR), 0, '127.0.0.1') : undefined;
    const base = url ?? `http://localhost:${server?.port}`;
    const browser = await chromium.launch({
      executablePath: browserPath,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
    });
    try {
      await mkdir(resolve(out), { recursive: true });
      for (const [width, height] of SIZES) {
        for (const colorScheme of ['light', 'dark'] as const) {
          const screens = SCREENS.map(([name, path]) => [`${name}-${width}-${colorScheme}`, path] as const);
          const wanted = screens.filter(([name]) => name.includes(only));
          if (wanted.length === 0) continue;
          const context = await browser.newContext({
            viewport: { width, height },
            colorScheme,
            reducedMotion: 'reduce'
          });
          const page = await context.newPage();
          page.on('pageerror', (error) => print(`The page reported: ${error.message}`));
          await rateSome(page, base);
          for (const [name, path] of wanted) {
            signal.throwIfAborted();
            await page.goto(base + path);
            await page.getByRole('progressbar').waitFor({ state: 'detached' });
            await page.mouse.move(0, 0);
            await page.waitForTimeout(SETTLE_MS);
            const file = join(resolve(out), `${name}.png`);
            await page.screenshot({ path: file });
            print(file);
          }
          await context.close();
        }
      }
    } finally {
      await browser.close();
      await server?.close();
    }
  }
});
