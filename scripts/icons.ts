/** Draws the app's icons from static/favicon.svg (`npx tsx scripts/icons.ts`); the pictures are committed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findOrInstallBrowser } from './browser.ts';
import { PROJECT_DIR } from './build.ts';
import { explainItself } from './command.ts';

/** A maskable icon may lose everything outside a circle of 80%: it is drawn to the edge and smaller inside. */
const ICONS = [
  { file: 'icon-192.png', size: 192, maskable: false },
  { file: 'icon-512.png', size: 512, maskable: false },
  { file: 'icon-maskable-512.png', size: 512, maskable: true },
  { file: 'apple-touch-icon.png', size: 180, maskable: true }
];
const STATIC_DIR = join(PROJECT_DIR, 'static');

explainItself('icons', 'Draws the app’s icons from static/favicon.svg.');
const svg = await readFile(join(STATIC_DIR, 'favicon.svg'), 'utf8');
const background = /<rect[^>]*fill="([^"]+)"/.exec(svg)?.[1] ?? '#000';
const browser = await chromium.launch({
  executablePath: await findOrInstallBrowser(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
});
try {
  for (const { file, size, maskable } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const inside = maskable ? size * 0.78 : size;
    const frame = maskable ? `background:${background};display:grid;place-items:center;` : '';
    await page.setContent(
      `<body style="margin:0;width:${size}px;height:${size}px;${frame}">${svg.replace('<svg', `<svg width="${inside}" height="${inside}" style="display:block"`)}`
    );
    await page.screenshot({ path: join(STATIC_DIR, file), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
