/** Owns `npm start`: a fresh build, the server with its local backend, and a clean end on Ctrl-C. */
import { join } from 'node:path';
import { toPlainError } from '#core/errors';
import { createApp } from '../server/app.ts';
import { endOnSignals, listen, parsePort } from '../server/listen.ts';
import { startLocalBackend, type LocalBackend } from '../server/local/backend.ts';
import { DEFAULT_SITE_PORT, localSettings } from '../server/local/settings.ts';
import { buildIfStale, PROJECT_DIR, SITE_DIR } from './build.ts';
import { explainItself } from './command.ts';

/** The site is complete without accounts, so that a database that cannot start costs the accounts only. */
async function startBackend(sitePort: number): Promise<LocalBackend | undefined> {
  try {
    return await startLocalBackend(localSettings(process.env, sitePort));
  } catch (thrown) {
    console.error(`Accounts are off. ${toPlainError(thrown).message}`);
    return undefined;
  }
}

async function start(): Promise<void> {
  const port = parsePort(process.env.PORT, DEFAULT_SITE_PORT);
  await buildIfStale();
  const backend = await startBackend(port);
  const server = await listen(
    createApp(SITE_DIR, backend?.app, join(PROJECT_DIR, 'static')),
    port,
    process.env.HOST
  );
  console.log(`YAMR is at http://localhost:${server.port} (Ctrl-C ends it)`);
  endOnSignals({
    port: server.port,
    close: async () => {
      await server.close();
      await backend?.close();
    }
  });
}

explainItself(
  'start',
  `Builds the app where that is needed, and serves it with accounts of its own until Ctrl-C.

Variables: PORT (default ${DEFAULT_SITE_PORT}), HOST (default: every address of this machine).`
);
try {
  await start();
} catch (thrown) {
  console.error(toPlainError(thrown).message);
  process.exit(1);
}
