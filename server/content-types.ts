/** Owns what the server knows about a file from its name: its content type and whether to compress it. */
import { extname } from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.bin': 'application/octet-stream',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8'
};

/** Their formats are compressed already. */
const COMPRESSED_FORMATS = new Set(['.br', '.gz', '.ico', '.jpg', '.png', '.webp', '.woff2']);

/** The content type of a file; unknown extensions are bytes, which no browser executes. */
export function contentTypeOf(path: string): string {
  return CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** Whether the build writes `<path>.br` and `<path>.gz` beside the file. */
export function isCompressible(path: string): boolean {
  const extension = extname(path).toLowerCase();
  return extension in CONTENT_TYPES && !COMPRESSED_FORMATS.has(extension);
}
