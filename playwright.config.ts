/** Owns how the end-to-end tests run: against the production server, in one real Chromium, two at a time. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import { findBrowser } from './scripts/browser.ts';

/** The first evaluation decides; worker processes inherit it instead of asking the browser again. */
const executablePath = (process.env.YAMR_BROWSER ??= findBrowser() ?? '');
/** A database of its own: that of `npm start` may be in use, and is somebody's. */
const backendFolder = (process.env.YAMR_BACKEND_FOLDER ??= mkdtempSync(join(tmpdir(), 'yamr-backend-')));
/** Not the port of `npm start`, which may be running. */
const port = Number(process.env.YAMR_TEST_PORT ?? 4273);
const baseURL = `http://localhost:${port}`;

const args = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Without it there is no WebGPU adapter on a machine without a GPU.
  '--enable-unsafe-webgpu',
  // Whatever a page, worker or service worker asks for, nothing leaves this machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])
];

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  forbidOnly: Boolean(process.env.CI),
  // A shared machine stalls for seconds at times. What passes only then is named and counted (scripts/check.ts).
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  // Every test has a browser context of its own, so that a long file does not leave one core alone.
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : [['list']],
  use: {
    baseURL,
    // Routes that a test sets do not reach what a service worker asks for; tests of offline use allow it.
    serviceWorkers: 'block',
    // Looking at every page before and after every step doubles the time: only where somebody wants to see them.
    trace: process.env.YAMR_TRACE === undefined ? 'off' : 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { args, ...(executablePath ? { executablePath } : {}) }
  },
  projects: [
    {
      name: 'desktop',
      testMatch: '**/*.e2e.ts',
      testIgnore: '**/*.phone.e2e.ts',
      use: devices['Desktop Chrome']
    },
    { name: 'phone', testMatch: '**/*.phone.e2e.ts', use: devices['Pixel 7'] }
  ],
  webServer: {
    command: 'node --import tsx scripts/start.ts',
    env: { PORT: String(port), YAMR_BACKEND_FOLDER: backendFolder },
    url: `${baseURL}/health`,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 3000 },
    timeout: 180_000
  }
});
