/**
 * Owns a server of the built site for one test: it can break files and go away altogether, and its answers may
 * not stay in the HTTP cache, so that what works without it works from what YAMR itself keeps.
 */
import { join } from 'node:path';
import { Hono } from 'hono';
import { createApp } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { test as base } from './fixtures.ts';

export { expect } from './fixtures.ts';

export interface OwnServer {
  readonly url: string;
  /** Answers for paths, asked before the site; undefined leaves the path to the site. */
  answer: (path: string) => Response | Promise<Response | undefined> | undefined;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** The network is gone: whatever asks gets no connection. */
  stop(): Promise<void>;
  /** And is there again, at the same address. */
  restart(): Promise<void>;
}

export const SITE_DIR = join(import.meta.dirname, '..', 'build');

async function serve(): Promise<OwnServer> {
  const asked: string[] = [];
  const site = createApp(SITE_DIR);
  const app = new Hono();
  app.all('*', async (context) => {
    const { pathname } = new URL(context.req.url);
    asked.push(pathname);
    const response = (await server.answer(pathname)) ?? (await site.fetch(context.req.raw));
    const headers = new Headers(response.headers);
    headers.set('Cache-Control', 'no-store');
    headers.delete('ETag');
    return new Response(response.body, { status: response.status, headers });
  });
  let running = await listen(app, 0);
  const { port } = running;
  const server: OwnServer = {
    url: `http://localhost:${port}`,
    answer: () => undefined,
    asked,
    stop: () => running.close(),
    async restart() {
      running = await listen(app, port);
    }
  };
  return server;
}

/** Tests with service workers, against a server of their own (`server`), whose pages are the base address. */
export const test = base.extend<{ server: OwnServer }>({
  server: async ({ browserName: _ }, use) => {
    const server = await serve();
    await use(server);
    await server.stop().catch(() => undefined);
  },
  baseURL: async ({ server }, use) => use(server.url),
  serviceWorkers: 'allow'
});
