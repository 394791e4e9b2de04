/**
 * Owns `npm run screenshots`: every screen and important state at four widths in both themes, from the
 * production build. The best are copied to docs/screenshots/ by hand, for the README.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { createApp } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { launchBrowser } from './browser.ts';
import { buildIfStale, PROJECT_DIR, SITE_DIR } from './build.ts';
import { runCommand } from './command.ts';
import { rateSome, SCENES, type Scene } from './screenshots/scenes.ts';

const SIZES: readonly (readonly [width: number, height: number])[] = [
  [320, 690],
  [768, 1024],
  [1440, 900],
  [2560, 1300]
];
const SETTLE_MS = 700;

interface Options {
  readonly out: string;
  readonly only?: string;
  readonly url?: string;
  readonly full?: boolean;
}

/** Each scene with the name of its picture: those whose name contains what is asked for. */
const wantedScenes = (
  only: string,
  width: number,
  colorScheme: string
): readonly (readonly [string, Scene])[] =>
  SCENES.map((scene) => [`${scene.name}-${width}-${colorScheme}`, scene] as const).filter(([name]) =>
    name.includes(only)
  );

async function photograph(page: Page, base: string, scene: Scene, path: string, fullPage: boolean) {
  await page.goto(base + scene.path, { waitUntil: 'networkidle' });
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await page.waitForTimeout(SETTLE_MS);
  await scene.act?.(page);
  await page.mouse.move(0, 0);
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path, fullPage });
}

await runCommand<Options>({
  name: 'screenshots',
  description: 'Makes pictures of every screen at 320, 768, 1440 and 2560 px, light and dark.',
  setUp: (command) =>
    command
      .option('--out <dir>', 'where to write them', join(PROJECT_DIR, '.data', 'screenshots'))
      .option('--only <text>', 'only pictures whose name contains this, such as home-320')
      .option('--full', 'the whole page, not only what a window shows')
      .option('--url <url>', 'a server that runs already, instead of a build of one'),
  async run({ out, only = '', url, full = false }, { print, signal }) {
    if (url === undefined) await buildIfStale();
    const server = url === undefined ? await listen(createApp(SITE_DIR), 0, '127.0.0.1') : undefined;
    const base = url ?? `http://localhost:${server?.port}`;
    const browser = await launchBrowser('A picture of a screen');
    try {
      await mkdir(resolve(out), { recursive: true });
      for (const [width, height] of SIZES) {
        for (const colorScheme of ['light', 'dark'] as const) {
          const wanted = wantedScenes(only, width, colorScheme);
          for (const visitor of ['new', 'rated'] as const) {
            const scenes = wanted.filter(([, scene]) => scene.visitor === visitor);
            if (scenes.length === 0) continue;
            const context = await browser.newContext({
              viewport: { width, height },
              colorScheme,
              reducedMotion: 'reduce'
            });
            const page = await context.newPage();
            page.on('pageerror', (error) => print(`The page reported: ${error.message}`));
            if (visitor === 'rated') await rateSome(page, base);
            for (const [name, scene] of scenes) {
              signal.throwIfAborted();
              const file = join(resolve(out), `${name}.png`);
              await photograph(page, base, scene, file, full);
              print(file);
            }
            await context.close();
          }
        }
      }
    } finally {
      await browser.close();
      await server?.close();
    }
  }
});
