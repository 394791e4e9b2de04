/** The application over real HTTP, against a site in a temporary folder. */
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compressSite } from '../scripts/compress.ts';
import { createApp } from './app.ts';
import { listen, type RunningServer } from './listen.ts';

const LONG = 'abcdefgh'.repeat(1000);
const FILES: Record<string, string> = {
  'index.html': '<h1>home</h1>',
  'about.html': '<h1>about</h1>',
  'fallback.html': '<h1>fallback</h1>',
  'service-worker.js': '1',
  'manifest.webmanifest': '{}',
  '_app/version.json': '{"version":"1.2.3+abc"}',
  '_app/immutable/a.js': LONG,
  '_app/immutable/a.wasm': LONG,
  'models/current.json': '{"formatVersion":1,"version":"v1"}',
  'models/v1/items.bin': LONG,
  'models/v1/report.html': '<script>alert(1)</script>',
  '.secret': 'hidden'
};

let folder = '';
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-site-'));
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(folder, 'site', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  await writeFile(join(folder, 'outside.txt'), 'outside');
  await compressSite(join(folder, 'site'));
  server = await listen(createApp(join(folder, 'site')), 0);
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(`http://localhost:${server.port}${path}`, { headers, method });

/** The status of a path sent as it is; fetch would tidy it first. */
const rawStatus = (path: string): Promise<number | undefined> =>
  new Promise((done, fail) => {
    request({ port: server.port, path }, (response) => done(response.resume().statusCode))
      .on('error', fail)
      .end();
  });

test.each([
  ['/', 'text/html; charset=utf-8', 'no-cache'],
  ['/about', 'text/html; charset=utf-8', 'no-cache'],
  ['/service-worker.js', 'text/javascript; charset=utf-8', 'no-cache'],
  ['/manifest.webmanifest', 'application/manifest+json; charset=utf-8', 'no-cache'],
  ['/_app/version.json', 'application/json; charset=utf-8', 'no-cache'],
  ['/_app/immutable/a.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  ['/_app/immutable/a.wasm', 'application/wasm', 'public, max-age=31536000, immutable'],
  ['/models/current.json', 'application/json; charset=utf-8', 'no-cache'],
  ['/models/v1/items.bin', 'application/octet-stream', 'public, max-age=31536000, immutable']
])('%s is %s, cached as %s', async (path, contentType, cacheControl) => {
  const response = await get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(contentType);
  expect(response.headers.get('cache-control')).toBe(cacheControl);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test.each([
  '/models/v1/report.html',
  '/models/v1/report',
  '//models/v1/report.html',
  '/models//v1/report.html',
  '/%6dodels/v1/report.html',
  '/models/v1/report%2ehtml',
  '/models/v1/report.html/',
  '/models/v1/items.bin',
  '/models/current.json',
  '/models/v9/report.html',
  '/models/v9/report',
  '/models/..%2f',
  '/models'
])('%s is of a release, which is no page of the site: no scripts, no origin', async (path) => {
  for (const headers of [{ accept: 'text/html' }, { accept: 'text/html', 'if-none-match': '*' }]) {
    const policy = await new Promise<unknown>((done, fail) => {
      request({ port: server.port, path, headers }, (response) =>
        done(response.resume().headers['content-security-policy'])
      )
        .on('error', fail)
        .end();
    });
    expect(policy).toMatch(/^sandbox; default-src 'none';/);
  }
});

test('every compressible file, releases included, comes as brotli or gzip, and as itself', async () => {
  for (const path of ['/_app/immutable/a.js', '/_app/immutable/a.wasm', '/models/v1/items.bin']) {
    for (const encoding of ['br', 'gzip', 'identity']) {
      const response = await get(path, { 'Accept-Encoding': encoding });
      expect(response.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
      expect(await response.text()).toBe(LONG);
    }
  }
});

test('a compressed copy older than its file is not served', async () => {
  const path = join(folder, 'site/_app/immutable/old.js');
  await writeFile(`${path}.br`, 'stale');
  await utimes(`${path}.br`, 1, 1);
  await writeFile(path, LONG);
  const response = await get('/_app/immutable/old.js', { 'Accept-Encoding': 'br' });
  expect(response.headers.get('content-encoding')).toBeNull();
});

test('a copy the client has already is answered with 304 and no body', async () => {
  const first = await get('/models/current.json');
  const again = await get('/models/current.json', { 'If-None-Match': first.headers.get('etag') ?? '' });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('HEAD has the headers of GET and no body', async () => {
  const response = await get('/models/v1/items.bin', { 'Accept-Encoding': 'identity' }, 'HEAD');
  expect(response.headers.get('content-length')).toBe(String(LONG.length));
  expect(await response.text()).toBe('');
});

test('an unknown page is the fallback page; an unknown file is 404', async () => {
  const page = await get('/movie/1', { Accept: 'text/html' });
  expect([page.status, await page.text()]).toEqual([200, FILES['fallback.html']]);
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect((await get('/movie/1.js', { Accept: 'text/html' })).status).toBe(404);
  const missing = await get('/models/v2/manifest.json');
  expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store']);
});

test.each([
  '/../outside.txt',
  '/%2e%2e/outside.txt',
  '/..%2foutside.txt',
  '/a/..%5c..%5coutside.txt',
  '//../outside.txt',
  '/.secret',
  '/%00',
  '/%zz'
])('%s leads nowhere', async (path) => {
  expect(await rawStatus(path)).toBe(404);
});

test('/health names the versions in use', async () => {
  const response = await get('/health');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({ status: 'ok', version: '1.2.3+abc', modelVersion: 'v1' });
});

test('/health is ok without a release', async () => {
  const empty = createApp(join(folder, 'empty'));
  expect(await (await empty.request('/health')).json()).toEqual({
    status: 'ok',
    version: null,
    modelVersion: null
  });
});

test('serves what was published since the build from where it was published, beside the versions of the build', async () => {
  const published = join(folder, 'published', 'models');
  await mkdir(join(published, 'v2'), { recursive: true });
  await writeFile(join(published, 'current.json'), '{"formatVersion":1,"version":"v2"}');
  await writeFile(join(published, 'v2', 'items.bin'), 'new');
  const app = createApp(join(folder, 'site'), undefined, join(folder, 'published'));
  const text = async (path: string): Promise<string> => (await app.request(path)).text();
  expect(await text('/models/current.json')).toContain('v2');
  expect(await text('/models/v2/items.bin')).toBe('new');
  expect(await text('/models/v1/items.bin')).toBe(LONG);
  expect(await text('/health')).toContain('"modelVersion":"v2"');
  expect((await app.request('/models/v3/items.bin')).status).toBe(404);
});
