/**
 * Owns how files of the built site are answered: compressed copy, ETag, caching, and the app's fallback
 * page for deep links. Used by server/app.ts.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Context, Handler } from 'hono';
import { contentTypeOf } from './content-types.ts';
import { findFile, safeSegments, statFile, type SiteFile } from './find-file.ts';
import { cacheControlOf, securityHeaders, type ResponseKind } from './headers.ts';
import { ENCODING_SUFFIX, acceptedEncodings, isFresh, isNavigation, type Encoding } from './negotiate.ts';

/** The page that adapter-static writes for addresses that were not prerendered. */
const FALLBACK_PAGE = 'fallback.html';

interface Variant {
  readonly file: SiteFile;
  readonly encoding?: Encoding;
}

/** The best copy the client takes. A copy older than its file is left over from an earlier build. */
async function chooseVariant(file: SiteFile, acceptEncoding: string | undefined): Promise<Variant> {
  for (const encoding of acceptedEncodings(acceptEncoding)) {
    const copy = await statFile(file.path + ENCODING_SUFFIX[encoding]);
    if (copy && copy.modifiedMs >= file.modifiedMs) return { file: copy, encoding };
  }
  return { file };
}

function etagOf({ file, encoding }: Variant): string {
  const parts = [file.sizeBytes.toString(36), Math.floor(file.modifiedMs).toString(36), encoding ?? 'id'];
  return `"${parts.join('-')}"`;
}

/** However the path is written: by what it means, on a disk that knows no case too. */
const isOfRelease = (urlPath: string): boolean =>
  /^\/+models(?:\/|$)/i.test(urlPath) || safeSegments(urlPath)?.[0]?.toLowerCase() === 'models';

export function kindOf(urlPath: string, contentType: string): ResponseKind {
  if (isOfRelease(urlPath)) return 'release';
  if (contentType.startsWith('text/html')) return 'page';
  return urlPath === '/service-worker.js' ? 'service-worker' : 'other';
}

async function respond(c: Context, file: SiteFile, urlPath: string): Promise<Response> {
  const variant = await chooseVariant(file, c.req.header('Accept-Encoding'));
  const contentType = contentTypeOf(file.path);
  const etag = etagOf(variant);
  const headers = new Headers({
    ...securityHeaders(kindOf(urlPath, contentType)),
    'Cache-Control': cacheControlOf(urlPath),
    ETag: etag,
    Vary: 'Accept-Encoding'
  });
  if (isFresh(c.req.header('If-None-Match'), etag)) return new Response(null, { status: 304, headers });
  headers.set('Content-Type', contentType);
  headers.set('Content-Length', String(variant.file.sizeBytes));
  if (variant.encoding) headers.set('Content-Encoding', variant.encoding);
  if (c.req.raw.method === 'HEAD') return new Response(null, { headers });
  const body = Readable.toWeb(createReadStream(variant.file.path)) as ReadableStream<Uint8Array>;
  return new Response(body, { headers });
}

/** Serves the site in `siteDir` (absolute). Unknown files are 404, unknown pages the fallback page. */
export function staticFiles(siteDir: string): Handler {
  return async (c) => {
    const urlPath = new URL(c.req.url).pathname;
    const file = await findFile(siteDir, urlPath);
    if (file) return respond(c, file, urlPath);
    if (!isOfRelease(urlPath) && isNavigation(urlPath, c.req.header('Accept'))) {
      const fallback = await statFile(join(siteDir, FALLBACK_PAGE));
      if (fallback) return respond(c, fallback, '/');
    }
    return c.notFound();
  };
}
