/** Owns `npm start`: a fresh build, the server with its local backend, and a clean end on Ctrl-C. */
import { join } from 'node:path';
import { toPlainError } from '#core/errors';
import { createApp } from '../server/app.ts';
import { securityHeaders } from '../server/headers.ts';
import { endOnSignals, listen, parsePort, type Application } from '../server/listen.ts';
import { startLocalBackend, type LocalBackend } from '../server/local/backend.ts';
import { DEFAULT_SITE_PORT, localSettings } from '../server/local/settings.ts';
import { buildIfStale, PROJECT_DIR, SITE_DIR } from './build.ts';
import { explainItself } from './command.ts';

/** The site is complete without accounts, so that a database that cannot start costs the accounts only. */
async function startBackend(): Promise<LocalBackend | undefined> {
  try {
    return await startLocalBackend(localSettings(process.env));
  } catch (thrown) {
    console.error(`Accounts are off. ${toPlainError(thrown).message}`);
    return undefined;
  }
}

/** What is answered while the site is being built. */
const notYet: Application = {
  fetch: () =>
    new Response('YAMR is being built: try again in a minute.\n', {
      status: 503,
      headers: { ...securityHeaders('other'), 'Cache-Control': 'no-store', 'Retry-After': '10' }
    })
};

async function start(): Promise<void> {
  const port = parsePort(process.env.PORT, DEFAULT_SITE_PORT);
  let application = notYet;
  // Before the build: a port that is taken is told at once, and nothing else can take it meanwhile, the database neither.
  const server = await listen(
    { fetch: (request, env) => application.fetch(request, env) },
    port,
    process.env.HOST
  );
  const running: { backend?: LocalBackend | undefined } = {};
  endOnSignals({
    port: server.port,
    close: async () => {
      await server.close();
      await running.backend?.close();
    }
  });
  await buildIfStale();
  running.backend = await startBackend();
  application = createApp(SITE_DIR, running.backend?.app, join(PROJECT_DIR, 'static'));
  console.log(`YAMR is at http://localhost:${server.port} (Ctrl-C ends it)`);
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
