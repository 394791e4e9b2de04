/**
 * Owns the HTTP application behind `npm start`: /health and the built site. It is a plain Hono app, so the
 * tests and scripts/start.ts serve the same thing. Neighbours: static-files.ts, listen.ts.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parsePointer } from '#core/release-format';
import { Hono } from 'hono';
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

/**
 * The application that serves the built site in `siteDir`, and the backend's routes where there is one. `releasesDir` is where
 * `models/` is published to, where that is not the site itself: what was published since the build is served from there.
 */
export function createApp(siteDir: string, backend?: Hono, releasesDir = siteDir): Hono {
  const [site, releases] = [resolve(siteDir), resolve(releasesDir)];
  const app = new Hono();
  app.get('/health', async (c) =>
    c.json(await readHealth(site, releases), 200, {
      ...securityHeaders('other'),
      'Cache-Control': 'no-store'
    })
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
  app.notFound((c) =>
    c.text('Not found.\n', 404, {
      ...securityHeaders(kindOf(new URL(c.req.url).pathname, 'text/plain')),
      'Cache-Control': 'no-store'
    })
  );
  return app;
}
