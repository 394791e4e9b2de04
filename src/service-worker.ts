/**
 * Owns the app without a network: keeps every file of one build, answers with them, and lets a new build take
 * over when the visitor says so. Releases of the model are not its business (lib/release/cache.ts keeps them):
 * whatever lies under /models goes past it.
 */
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
import { SYNC_TAG, wakeTabs } from '$lib/account/background-sync';
import { HEAL, healCache } from '$lib/offline/heal';
import { cachedImage, POSTER_CACHE } from '$lib/posters/image-cache';
import { cacheNameOf, pageFor, parsePrecache, PREFIX, TAKE_OVER } from '#core/precache';

const worker = self as unknown as ServiceWorkerGlobalScope;
/** scripts/precache.ts puts the list of this build's files here, once they are all there. */
const files = parsePrecache('__YAMR_PRECACHE__');
const cacheName = cacheNameOf(files);
const POSTER_HOST = 'https://image.tmdb.org';

/** A response that came by a redirect may not answer a navigation. */
function asAnswer(response: Response): Response {
  if (!response.redirected) return response;
  const { status, statusText, headers } = response;
  return new Response(response.body, { status, statusText, headers });
}

/** A file whose name holds its hash is taken over from the build before, as far as that has it. */
async function fetchFile(path: string): Promise<Response> {
  const known = path.includes('/immutable/') ? await caches.match(path) : undefined;
  if (known) return known;
  // Past the HTTP cache: a page of the build before must not get into this one.
  const response = await fetch(path, { cache: path.includes('/immutable/') ? 'default' : 'reload' });
  if (!response.ok) throw new Error(`The server answered ${response.status} where ${path} should be.`);
  return asAnswer(response);
}

/** All files or none: a build of which something is missing is not installed. */
async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  try {
    await Promise.all([...files.keys()].map(async (path) => cache.put(path, await fetchFile(path))));
  } catch (error) {
    await caches.delete(cacheName);
    throw error;
  }
}

async function heal(): Promise<void> {
  const cache = await caches.open(cacheName);
  await healCache({ files, cache, origin: worker.location.origin, fetchFile });
}

/** The build before stays one generation: a tab that still runs it may load parts of it. */
async function letGo(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== cacheName);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

async function kept(path: string): Promise<Response | undefined> {
  const own = await (await caches.open(cacheName)).match(path);
  return own ?? (path.includes('/immutable/') ? caches.match(path) : undefined);
}

async function answer(request: Request, path: string): Promise<Response> {
  const found = await kept(path);
  if (found) return found;
  try {
    return await fetch(request);
  } catch (error) {
    const fallback = request.mode === 'navigate' ? await kept('/fallback.html') : undefined;
    if (fallback) return fallback;
    throw error;
  }
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(letGo().then(() => worker.clients.claim())));
worker.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) void worker.skipWaiting();
  if (event.data === HEAL) event.waitUntil(heal());
});
// Background Sync is in no type library yet.
worker.addEventListener('sync' as 'activate', (event) => {
  if ((event as ExtendableEvent & { readonly tag?: string }).tag === SYNC_TAG) {
    event.waitUntil(wakeTabs(worker.clients));
  }
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET') return;
  if (url.origin === POSTER_HOST && request.mode === 'cors') {
    event.respondWith(caches.open(POSTER_CACHE).then((cache) => cachedImage(request, cache)));
    return;
  }
  if (url.origin !== worker.location.origin) return;
  const path = request.mode === 'navigate' ? pageFor(url.pathname) : url.pathname;
  if (files.has(path) || path.includes('/immutable/') || (request.mode === 'navigate' && !isServer(path))) {
    event.respondWith(answer(request, path));
  }
});

/** Addresses that only a server can answer. */
function isServer(path: string): boolean {
  return /^\/(?:models|api|health|cognito|mailbox)(?:\/|$)/.test(path);
}
