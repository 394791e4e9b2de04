import { beforeEach, describe, expect, it } from 'vitest';
import { fakeCacheStorage, fakeServer } from '../../../tests/fake-web.ts';
import { tinyRelease } from '../../../tests/tiny-release.ts';
import { createReleaseCache } from './cache.ts';
import type { ByteProgress } from './download.ts';
import { loadRelease } from './load.ts';

const NO_NETWORK = () => Promise.reject(new TypeError('Failed to fetch'));
const baseUrl = 'https://yamr.test/models';

function world() {
  const releases = {
    'tiny-1': tinyRelease('tiny-1'),
    'tiny-2': tinyRelease('tiny-2'),
    'tiny-3': tinyRelease('tiny-3')
  };
  const storage = fakeCacheStorage();
  const server = fakeServer(releases, 'tiny-1');
  const cache = createReleaseCache(storage);
  return {
    releases,
    storage,
    server,
    cache,
    load: () => loadRelease({ baseUrl, cache, fetch: server.fetch })
  };
}

describe('loadRelease', () => {
  let w: ReturnType<typeof world>;
  beforeEach(() => (w = world()));

  it('downloads the release that the pointer names, with progress in bytes', async () => {
    const seen: ByteProgress[] = [];
    const { manifest, fromCache, notice } = await loadRelease({
      baseUrl,
      cache: w.cache,
      fetch: w.server.fetch,
      onProgress: (progress) => seen.push(progress)
    });
    expect([manifest.version, fromCache, notice]).toEqual(['tiny-1', false, undefined]);
    const last = seen.at(-1);
    expect(last?.loadedBytes).toBe(last?.totalBytes);
    expect(last?.totalBytes).toBeGreaterThan(100);
  });

  it('takes a kept release from the cache and asks the network for the pointer only', async () => {
    await w.load();
    w.server.requests.length = 0;
    expect((await w.load()).fromCache).toBe(true);
    expect(w.server.requests).toEqual(['current.json']);
  });

  it('works offline with what it kept, and says so', async () => {
    await w.load();
    w.server.break('*', NO_NETWORK);
    const { manifest, notice } = await w.load();
    expect(manifest.version).toBe('tiny-1');
    expect(notice).toBe('You are offline: using the model kept on this device (tiny-1).');
  });

  it('keeps the version that works when the next one is bad, and says why', async () => {
    await w.load();
    w.server.current = 'tiny-2';
    w.server.break('tiny-2/items.bin', () => Promise.resolve(new Response(new Uint8Array(16))));
    const { manifest, notice } = await w.load();
    expect(manifest.version).toBe('tiny-1');
    expect(notice).toContain('items.bin is not the one that was published');
    expect(notice).toContain('tiny-1');
    expect(await w.cache.versions()).toEqual(['tiny-1']);
  });

  it('downloads again when the kept copy is damaged', async () => {
    await w.load();
    const kept = await w.storage.open('yamr-release-tiny-1');
    await kept.put('https://release.invalid/items.bin', new Response(new Uint8Array(16)));
    expect((await w.load()).fromCache).toBe(false);
    expect((await w.load()).fromCache).toBe(true);
  });

  it('keeps two generations', async () => {
    for (const version of ['tiny-1', 'tiny-2', 'tiny-3']) {
      w.server.current = version;
      await w.load();
    }
    expect(await w.cache.versions()).toEqual(['tiny-3', 'tiny-2']);
    expect(await w.storage.has('yamr-release-tiny-1')).toBe(false);
  });

  it('works without room to keep the model, and says so', async () => {
    w.storage.refuse = new DOMException('full', 'QuotaExceededError');
    const { manifest, notice } = await w.load();
    expect(manifest.version).toBe('tiny-1');
    expect(notice).toMatch(/no room to keep the model/);
    expect(await w.cache.versions()).toEqual([]);
  });

  it('refuses a folder that holds another version', async () => {
    w.releases['tiny-1'] = tinyRelease('tiny-9');
    w.server = fakeServer(w.releases, 'tiny-1');
    await expect(loadRelease({ baseUrl, cache: w.cache, fetch: w.server.fetch })).rejects.toMatchObject({
      code: 'bad-release'
    });
  });

  it.each([
    ['http-status', 'current.json', () => Promise.resolve(new Response('', { status: 404 }))],
    ['http-status', 'tiny-1/manifest.json', () => Promise.resolve(new Response('', { status: 503 }))],
    ['network', '*', NO_NETWORK],
    ['truncated', 'tiny-1/items.bin', () => Promise.resolve(new Response(new Uint8Array(3)))],
    ['hash-mismatch', 'tiny-1/items.bin', () => Promise.resolve(new Response(new Uint8Array(16)))],
    ['unknown-format', 'tiny-1/manifest.json', () => Promise.resolve(new Response('{"formatVersion":99}'))],
    ['bad-release', 'current.json', () => Promise.resolve(new Response('<!doctype html>'))]
  ])('with nothing kept, fails with %s when %s is wrong', async (code, path, answer) => {
    w.server.break(path, answer);
    await expect(w.load()).rejects.toMatchObject({ code });
  });

  it('calls a download that breaks off half-way truncated', async () => {
    const half = () => {
      let sent = false;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (sent) controller.error(new TypeError('network error'));
          else controller.enqueue(new Uint8Array(5));
          sent = true;
        }
      });
      return Promise.resolve(new Response(body));
    };
    w.server.break('tiny-1/items.bin', half);
    await expect(w.load()).rejects.toMatchObject({
      code: 'truncated',
      message: expect.stringContaining('after 5 bytes')
    });
  });

  it('stops when it is aborted, even with a model kept', async () => {
    await w.load();
    const controller = new AbortController();
    controller.abort();
    const fetch = () => Promise.reject(new DOMException('stop', 'AbortError'));
    const aborted = loadRelease({ baseUrl, cache: w.cache, fetch, signal: controller.signal });
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  });
});
