/**
 * Owns the response headers that do not depend on a file's bytes: security and caching.
 * Pages carry their own content security policy in a meta tag (svelte.config.js), because it holds the
 * hashes of their inline scripts.
 */

const FRAME_POLICY = "frame-ancestors 'none'";
/** A worker takes its policy from its own response, not from the page that starts it. */
const WORKER_POLICY = `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; ${FRAME_POLICY}`;

/** The service worker also keeps posters. */
const SERVICE_WORKER_POLICY = `${WORKER_POLICY}; connect-src 'self' https://image.tmdb.org`;

/**
 * A release is data. What opens one of its files as a page, the report above all, gets a page of no origin, without scripts:
 * whoever can write releases cannot act as the site. Sent by the CDN too (amplify/retrain/buckets.ts).
 */
export const RELEASE_POLICY = `sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; ${FRAME_POLICY}`;

/** What a response is, as far as its policy depends on it. */
export type ResponseKind = 'page' | 'service-worker' | 'release' | 'other';
const POLICIES: Readonly<Record<ResponseKind, string>> = {
  // A policy in the document adds to this one.
  page: FRAME_POLICY,
  'service-worker': SERVICE_WORKER_POLICY,
  release: RELEASE_POLICY,
  other: WORKER_POLICY
};

/** Security headers of every response. */
export function securityHeaders(kind: ResponseKind): Record<string, string> {
  return {
    'Content-Security-Policy': POLICIES[kind],
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin'
  };
}

/** Hashed assets and files of a release version never change: `/models/<version>/<file>`. */
const IMMUTABLE = /^\/(?:_app\/immutable\/.+|models\/[^/]+\/.+)$/;

/** The Cache-Control of a URL path. Everything that can change is revalidated, the model pointer included. */
export function cacheControlOf(urlPath: string): string {
  return IMMUTABLE.test(urlPath) ? 'public, max-age=31536000, immutable' : 'no-cache';
}
