import { spawn } from 'node:child_process';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { listen } from '../server/listen.ts';
import { PROJECT_DIR } from './build.ts';

it('a port in use is told before the build', async () => {
  const other = await listen(new Hono(), 0);
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
    cwd: PROJECT_DIR,
    env: { ...process.env, PORT: String(other.port) }
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  expect(await new Promise((done) => child.once('exit', done))).toBe(1);
  expect(said).toBe(
    `Port ${other.port} is taken: stop the program that uses it, or set PORT to another one.\n`
  );
  await other.close();
});
