/**
 * Owns the HTTP application behind `npm start`: /health and the built site. It is a plain Hono app, so the
 * tests and scripts/start.ts serve the same thing. Neighbours: static-files.ts, listen.ts.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parsePointer } from '#core/release-format';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { findFile } from './find-file.ts';
import { securityHeaders } from './headers.ts';
import { kindOf, staticFiles } from './static-files.ts';

/** What /health answers. `null` says that the site was built without it. */
export interface Health {
  readonly status: 'ok';
  readonly version: string | null;
  readonly modelVersion: string | null;
}

async function readJson<T>(path: string, parse: (json: unknown) => T): Promise<T | null> {
  try {
    return parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

const POINTER = '/models/current.json';

/** The versions in use, read on every call because a publication changes them under a running server. */
async function readHealth(siteDir: string, releasesDir: string): Promise<Health> {
  const [version, modelVersion] = await Promise.all([
    readJson(join(siteDir, '_app/version.json'), (json) => String((json as { version: unknown }).version)),
    readJson(join(releasesDir, POINTER), (json) => parsePointer(json).version)
  ]);
  return { status: 'ok', version, modelVersion };
}

/** What this server takes anywhere; the API says for each address which of them. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What has no headers of its own gets those of every response. */
const withSecurityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(securityHeaders('other'))) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
};

/**
 * The application that serves the built site in `siteDir`, and the backend's routes where there is one. `releasesDir` is where
 * `models/` is published to, where that is not the site itself: what was published since the build is served from there.
 */
export function createApp(siteDir: string, backend?: Hono, releasesDir = siteDir): Hono {
  const [site, releases] = [resolve(siteDir), resolve(releasesDir)];
  const app = new Hono();
  const refuse = (c: Context, status: 400 | 404 | 405 | 500, text: string): Response =>
    c.text(`${text}\n`, status, {
      ...securityHeaders(kindOf(c.req.path, 'text/plain')),
      'Cache-Control': 'no-store'
    });
  app.use(withSecurityHeaders);
  app.use(async (c, next) => {
    // A host like `xn--` is looked at only when somebody asks for the address.
    if (!URL.canParse(c.req.url)) return refuse(c, 400, 'That is no address.');
    if (METHODS.has(c.req.method)) return next();
    c.header('Allow', 'GET, HEAD');
    return refuse(c, 405, 'This server does not take that method.');
  });
  app.onError((_, c) => refuse(c, 500, 'Something failed that should not.'));
  app.get('/health', async (c) =>
    c.json(await readHealth(site, releases), 200, { 'Cache-Control': 'no-store' })
  );
  if (backend) app.route('/', backend);
  const published = staticFiles(releases);
  app.get('/models/*', async (c, next) => {
    // The site's copies of a version are compressed, and as good: versions never change.
    const isBuilt = c.req.path !== POINTER && (await findFile(site, c.req.path)) !== undefined;
    if (!isBuilt) return (await published(c, next)) as Response;
    await next();
    return undefined;
  });
  // Whatever is no route is a file or a page.
  app.get('*', staticFiles(site));
  app.notFound((c) => refuse(c, 404, 'Not found.'));
  return app;
}
