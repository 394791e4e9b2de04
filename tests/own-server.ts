/**
 * Owns a server of the built site for one test: it can break files and go away altogether, and its answers may
 * not stay in the HTTP cache, so that what works without it works from what YAMR itself keeps.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { createApp } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { SIGNATURE_PATH } from '#core/release-signature';
import { DEVELOPMENT_PRIVATE_KEY } from '#training/release/development-key';
import type { Pointer } from '#core/release-format';
import { signingKeyOf, signManifest, signPointer } from '#training/release/sign';
import { test as base } from './fixtures.ts';

export { expect } from './fixtures.ts';

export interface OwnServer {
  readonly url: string;
  /** Answers for paths, asked before the site; undefined leaves the path to the site. */
  answer: (path: string) => Response | Promise<Response | undefined> | undefined;
  /** Says from now on that another version is the current one: the same model under another name. */
  publish(version: string): void;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** The network is gone: whatever asks gets no connection. */
  stop(): Promise<void>;
  /** And is there again, at the same address. */
  restart(): Promise<void>;
}

const KEYS = [signingKeyOf(DEVELOPMENT_PRIVATE_KEY)];

/** What stands beside a manifest of these bytes. */
export const signatureOf = (manifest: Uint8Array): Response =>
  new Response(signManifest(manifest, KEYS) as Uint8Array<ArrayBuffer>);

/** A pointer as it is published now, newer than that of the build: it is known by its counter, whatever the clock says. */
export const pointerOf = (pointer: Omit<Pointer, 'formatVersion'>): Response =>
  new Response(
    signPointer({ formatVersion: 1, counter: NEWER, ...pointer }, KEYS) as Uint8Array<ArrayBuffer>
  );
/** A time in 2100. */
const NEWER = 4_102_444_800;

export const SITE_DIR = join(import.meta.dirname, '..', 'build');

async function serve(): Promise<OwnServer> {
  const asked: string[] = [];
  const site = createApp(SITE_DIR);
  const app = new Hono();
  app.all('*', async (context) => {
    const { pathname } = new URL(context.req.url);
    asked.push(pathname);
    const response =
      (await server.answer(pathname)) ?? (await published(pathname)) ?? (await site.fetch(context.req.raw));
    const headers = new Headers(response.headers);
    headers.set('Cache-Control', 'no-store');
    headers.delete('ETag');
    return new Response(response.body, { status: response.status, headers });
  });
  const models = join(SITE_DIR, 'models');
  const { version: built } = JSON.parse(await readFile(join(models, 'current.json'), 'utf8')) as {
    version: string;
  };
  let current = built;
  /** The files of the version that `publish` made up. */
  const published = async (path: string): Promise<Response | undefined> => {
    if (current === built) return undefined;
    if (path === '/models/current.json') return pointerOf({ version: current });
    if (!path.startsWith(`/models/${current}/`)) return undefined;
    const renamed = async (): Promise<Uint8Array<ArrayBuffer>> => {
      const manifest = await readFile(join(models, built, 'manifest.json'), 'utf8');
      return new TextEncoder().encode(manifest.replace(`"${built}"`, `"${current}"`));
    };
    const file = path.slice(path.lastIndexOf('/') + 1);
    if (file === 'manifest.json') return new Response(await renamed());
    if (file === SIGNATURE_PATH) return signatureOf(await renamed());
    return new Response(await readFile(join(models, built, file)));
  };
  let running = await listen(app, 0);
  const { port } = running;
  const server: OwnServer = {
    url: `http://localhost:${port}`,
    answer: () => undefined,
    publish: (version) => (current = version),
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

/** The built file that a path means, with `prefix` before it: code that runs in the scorer's worker first. */
export async function withPrefix(path: string, prefix: string): Promise<Response | undefined> {
  if (!/\/scorer\.worker-[\w-]+\.js$/.test(path)) return undefined;
  const script = await readFile(join(SITE_DIR, path), 'utf8');
  return new Response(`${prefix}\n${script}`, { headers: { 'Content-Type': 'text/javascript' } });
}
