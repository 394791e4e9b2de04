import { spawn } from 'node:child_process';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { listen, parsePort } from './listen.ts';

test('a port that is taken is one clear sentence', async () => {
  const first = await listen(new Hono(), 0);
  await expect(listen(new Hono(), first.port)).rejects.toThrow(/^Port \d+ is taken: .*PORT/);
  await first.close();
});

test.each(['abc', '-1', '70000', '1.5', '0x10'])('PORT=%s is refused', (text) => {
  expect(() => parsePort(text, 1)).toThrow('PORT must be a number');
});

test('without PORT the default is used', () => {
  expect([parsePort(undefined, 4173), parsePort('', 4173), parsePort('0', 4173)]).toEqual([4173, 4173, 0]);
});

test('closing ends within two seconds though a client is in the middle of a request', async () => {
  const app = new Hono().get(
    '/',
    () => new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(1)) }))
  );
  const server = await listen(app, 0);
  const response = await fetch(`http://localhost:${server.port}/`);
  const startMs = performance.now();
  await Promise.all([server.close(), response.text().catch(() => 'cut off')]);
  expect(performance.now() - startMs).toBeLessThan(2000);
});

const SERVER = `
  import { Hono } from 'hono';
  import { endOnSignals, listen } from './server/listen.ts';
  const server = await listen(new Hono().get('/', (c) => c.text('here')), 0);
  endOnSignals(server);
  console.log(server.port);
`;

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends the process with 0 though a connection is kept alive',
  async (signal) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', SERVER], {
      stdio: ['ignore', 'pipe', 'inherit']
    });
    const port = await new Promise<string>((done) =>
      child.stdout.once('data', (chunk) => done(String(chunk).trim()))
    );
    await (await fetch(`http://localhost:${port}/`)).text();
    const startMs = performance.now();
    child.kill(signal);
    expect(await new Promise((done) => child.once('exit', done))).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(2000);
  }
);
