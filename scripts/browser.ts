/**
 * Owns the browser of the end-to-end tests: which one is on this machine, and how to get one. Used by
 * playwright.config.ts (find) and scripts/check.ts (find or install).
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { YamrError } from '#core/errors';
import { chromium, type Browser } from '@playwright/test';
import { PROJECT_DIR } from './build.ts';
import { run, runNode } from './run.ts';

const NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];
const INSTALL_TIMEOUT_MS = 300_000;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where browsers may be, best first: CHROMIUM_PATH, an installed one, Playwright's own. */
function candidates(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const installed = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).filter(isExecutable);
  const own = chromium.executablePath();
  return [process.env.CHROMIUM_PATH ?? '', ...installed, existsSync(own) ? own : ''].filter(Boolean);
}

/** Whether the browser starts at all: a downloaded one may miss system libraries. */
function starts(path: string): boolean {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

/** The path of a Chromium on this machine, if there is one. */
export const findBrowser = (): string | undefined => candidates().find(starts);

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Starts the browser of this machine; `what` needs it, in words. Throws `not-found` where there is none. */
export async function launchBrowser(what: string): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new YamrError('not-found', `${what} needs Chromium: install it, or set CHROMIUM_PATH.`);
  }
  // Requests of its own would be measured with ours; its sandbox does not start for root.
  const args = ['--disable-quic', '--disable-background-networking', ...(isRoot() ? ['--no-sandbox'] : [])];
  return chromium.launch({ executablePath, args });
}

/** Ways to get a browser, tried in order until one of them leaves a browser that starts. */
const INSTALLERS: readonly (() => Promise<unknown>)[] = [
  () => runNode(['node_modules/playwright/cli.js', 'install', 'chromium'], PROJECT_DIR, INSTALL_TIMEOUT_MS),
  async () => {
    if (!isRoot() || !existsSync('/usr/bin/apt-get')) return;
    const apt = (...args: string[]): Promise<number> => run('apt-get', args, PROJECT_DIR, INSTALL_TIMEOUT_MS);
    await apt('update', '-q');
    await apt('install', '-y', '-q', '--no-install-recommends', 'chromium');
  }
];

/** Finds a browser, or installs one. Throws `not-found` with what the person can do. */
export async function findOrInstallBrowser(): Promise<string> {
  let found = findBrowser();
  for (const install of INSTALLERS) {
    if (found !== undefined) return found;
    console.log('No browser is here for the end-to-end tests; trying to install one ...');
    await install();
    found = findBrowser();
  }
  if (found !== undefined) return found;
  throw new YamrError(
    'not-found',
    'The end-to-end tests need Chromium, and none could be found or installed: install chromium or Google Chrome, or set CHROMIUM_PATH.'
  );
}
