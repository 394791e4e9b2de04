/**
 * Draws the app's icons and the picture of shared links from static/favicon.svg (`npx tsx scripts/icons.ts`); the pictures are
 * committed.
 */
import { readFile, writeFile } from 'node:fs/promises';
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
/** Asked for by name by what reads no HTML. */
const FAVICON_SIZE = 48;
/** What services that show links take. */
const LINK_PICTURE = { file: 'link-picture.png', width: 1200, height: 630 };

/** An ICO of one picture (its header, a directory of one entry, the PNG). */
function icoOf(png: Buffer, size: number): Buffer {
  const header = Buffer.alloc(22);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(1, 4);
  header.writeUInt8(size, 6);
  header.writeUInt8(size, 7);
  header.writeUInt16LE(1, 10);
  header.writeUInt16LE(32, 12);
  header.writeUInt32LE(png.length, 14);
  header.writeUInt32LE(header.length, 18);
  return Buffer.concat([header, png]);
}

const STATIC_DIR = join(PROJECT_DIR, 'static');

explainItself('icons', 'Draws the app’s icons and the picture of shared links from static/favicon.svg.');
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
  const small = await browser.newPage({ viewport: { width: FAVICON_SIZE, height: FAVICON_SIZE } });
  await small.setContent(
    `<body style="margin:0">${svg.replace('<svg', '<svg width="100%" style="display:block"')}`
  );
  const png = await small.screenshot({ omitBackground: true });
  await writeFile(join(STATIC_DIR, 'favicon.ico'), icoOf(png, FAVICON_SIZE));
  const { file, width, height } = LINK_PICTURE;
  const link = await browser.newPage({ viewport: { width, height } });
  await link.setContent(
    `<body style="margin:0;box-sizing:border-box;width:${width}px;height:${height}px;padding:0 90px;background:#faf7f2;color:#241c19;display:flex;align-items:center;gap:70px">
      ${svg.replace('<svg', '<svg width="260" style="flex:none"')}
      <div><div style="font:700 112px/1 Georgia,serif;letter-spacing:-2px">YAM<span style="color:#b3402a">R</span></div>
      <div style="font:400 44px/1.35 Georgia,serif;margin-top:34px">What will you love next?</div>
      <div style="font:400 30px/1.45 'Helvetica Neue',Arial,sans-serif;color:#5c504a;margin-top:18px">Rate a few movies. The whole catalogue is ranked for you, on your own device.</div></div>`
  );
  await link.screenshot({ path: join(STATIC_DIR, file) });
} finally {
  await browser.close();
}
