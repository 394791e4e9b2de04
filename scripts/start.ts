/** Owns `npm start`: a fresh build, the server, and a clean end on Ctrl-C. */
import { toPlainError } from '#core/errors';
import { createApp } from '../server/app.ts';
import { endOnSignals, listen, parsePort } from '../server/listen.ts';
import { SITE_DIR, buildIfStale } from './build.ts';

const DEFAULT_PORT = 4173;

async function start(): Promise<void> {
  const port = parsePort(process.env.PORT, DEFAULT_PORT);
  await buildIfStale();
  const server = await listen(createApp(SITE_DIR), port, process.env.HOST);
  console.log(`YAMR is at http://localhost:${server.port} (Ctrl-C ends it)`);
  endOnSignals(server);
}

try {
  await start();
} catch (thrown) {
  console.error(toPlainError(thrown).message);
  process.exitCode = 1;
}
