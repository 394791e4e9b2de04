import { beforeEach, describe, expect, it } from 'vitest';
import { fakeCacheStorage, fakeServer } from '../../../tests/fake-web.ts';
import { tieredRelease } from '../../../tests/tiered-release.ts';
import { DEVELOPMENT_KEY, tinyRelease } from '../../../tests/tiny-release.ts';
import { signingKeyOf, signManifest } from '../../../training/release/sign.ts';
import { SIGNATURE_PATH } from '../core/release-signature.ts';
import { createReleaseCache } from './cache.ts';
import type { ByteProgress } from './download.ts';
import { openRelease } from './open.ts';

const NO_NETWORK = () => Promise.reject(new TypeError('Failed to fetch'));
const baseUrl = 'https://yamr.test/models';

function world() {
  const releases = {
    'tiny-1': tinyRelease('tiny-1'),
    'tiny-2': tinyRelease('tiny-2'),
    'tiered-1': tieredRelease('tiered-1'),
    'tiny-3': tinyRelease('tiny-3', 4, ['items.bin', 'golden.json'])
  };
  const storage = fakeCacheStorage();
  const server = fakeServer(releases, 'tiny-1');
  const cache = createReleaseCache(storage);
  const open = (version?: string) => openRelease({ baseUrl, cache, fetch: server.fetch, version });
  /** As the scorer does it: opened, scored with, kept. */
  const use = async (version?: string) => {
    const opened = await open(version);
    await opened.keep();
    return opened;
  };
  /** A byte of a kept file is not what it was. */
  const damage = async (version: string, path = 'items.bin') => {
    const kept = await storage.open(`yamr-release-${version}`);
    await kept.put(`https://release.invalid/${path}`, new Response(new Uint8Array(16)));
  };
  return { releases, storage, server, cache, open, use, damage };
}

describe('openRelease', () => {
  let w: ReturnType<typeof world>;
  beforeEach(() => (w = world()));

  it('downloads the release that the pointer names, with progress in bytes', async () => {
    const seen: ByteProgress[] = [];
    const { first, fromCache, notice } = await openRelease({
      baseUrl,
      cache: w.cache,
      fetch: w.server.fetch,
      onProgress: (progress) => seen.push(progress)
    });
    expect([first.manifest.version, fromCache, notice]).toEqual(['tiny-1', false, undefined]);
    const last = seen.at(-1);
    expect(last?.loadedBytes).toBe(last?.totalBytes);
    expect(last?.totalBytes).toBeGreaterThan(100);
  });

  it('asks the network for nothing where it keeps a release', async () => {
    await w.use();
    w.server.requests.length = 0;
    const opened = await w.open();
    await opened.whole();
    expect(opened.fromCache).toBe(true);
    expect(w.server.requests).toEqual([]);
  });

  it('keeps the long tail when it was brought, and when it is kept unasked', async () => {
    for (const bring of ['all', 'keepTail'] as const) {
      w = world();
      await w.use('tiered-1');
      expect(w.server.requests.filter((url) => url.endsWith('catalogue-3.json'))).toEqual([]);
      const opened = await w.open('tiered-1');
      await opened[bring]();
      await opened.keepTail();
      expect(w.server.requests.filter((url) => url.endsWith('catalogue-3.json'))).toHaveLength(1);
      const kept = await openRelease({ baseUrl, cache: w.cache, fetch: NO_NETWORK, version: 'tiered-1' });
      expect((await kept.all()).bundle.catalogue.itemCount).toBe(4);
    }
  });

  it('verifies the long tail like every other file', async () => {
    await w.use('tiered-1');
    await (await w.open('tiered-1')).keepTail();
    await w.damage('tiered-1', 'catalogue-3.json');
    w.server.requests.length = 0;
    expect((await (await w.open('tiered-1')).all()).bundle.catalogue.itemCount).toBe(4);
    expect(w.server.requests.some((url) => url.endsWith('catalogue-3.json'))).toBe(true);
    w.releases['tiered-1'].set('catalogue-3.json', new Uint8Array(10));
    await w.damage('tiered-1', 'catalogue-3.json');
    await expect((await w.open('tiered-1')).all()).rejects.toMatchObject({ code: 'truncated' });
  });

  it('does not count a release as kept before it is said to have scored', async () => {
    await w.open();
    expect(await w.cache.versions()).toEqual([]);
    expect((await w.open()).fromCache).toBe(false);
  });

  it('goes on with a download that broke off, file by file', async () => {
    w.server.break('tiny-1/items.bin', NO_NETWORK);
    await expect(w.open()).rejects.toMatchObject({ code: 'network' });
    w.server.break('tiny-1/items.bin', () =>
      Promise.resolve(new Response(w.releases['tiny-1'].get('items.bin') as Uint8Array<ArrayBuffer>))
    );
    // What had arrived is being stored beside other work.
    await new Promise((done) => setTimeout(done, 20));
    w.server.requests.length = 0;
    await w.open();
    expect(w.server.requests).toEqual([
      'current.json',
      'tiny-1/manifest.json',
      'tiny-1/manifest.sig.json',
      'tiny-1/items.bin'
    ]);
  });

  it('opens stage 1 before it asks for the rest', async () => {
    const opened = await w.open('tiny-3');
    expect(w.server.requests).not.toContain('tiny-3/items.bin');
    expect((await opened.whole()).bundle.tensors.has('items')).toBe(true);
    await opened.keep();
    w.server.break('*', NO_NETWORK);
    expect((await (await w.open()).whole()).golden?.cases).toHaveLength(1);
  });

  it('keeps what is shown offline besides scores', async () => {
    await w.use('tiny-2');
    await expect(w.cache.source('tiny-2').read('report.json')).rejects.toMatchObject({ code: 'not-found' });
    expect((await w.cache.source('tiny-2').read('licence.txt')).byteLength).toBeGreaterThan(0);
  });

  it('repairs a kept copy that is damaged', async () => {
    await w.use();
    await w.damage('tiny-1');
    w.server.requests.length = 0;
    expect((await w.open()).fromCache).toBe(true);
    expect(w.server.requests).toEqual(['tiny-1/items.bin']);
  });

  it('falls back to the generation before where the kept copy is damaged and there is no network', async () => {
    await w.use('tiny-1');
    await w.use('tiny-2');
    await w.damage('tiny-2');
    w.server.break('*', NO_NETWORK);
    const { first, notice } = await w.open();
    expect(first.manifest.version).toBe('tiny-1');
    expect(notice).toBe(
      'The model tiny-2 kept on this device cannot be read: using tiny-1, the one before it.'
    );
  });

  it('asks once more, past every cache, for a file that is not the published one', async () => {
    const items = w.releases['tiny-1'].get('items.bin') as Uint8Array<ArrayBuffer>;
    let asked = 0;
    w.server.break('tiny-1/items.bin', () =>
      Promise.resolve(new Response(asked++ === 0 ? new Uint8Array(16) : items))
    );
    expect((await w.open()).first.bundle.tensors.has('items')).toBe(true);
    expect(asked).toBe(2);
  });

  it('leaves the version that works alone when the next one is bad', async () => {
    await w.use();
    w.server.break('tiny-2/items.bin', () => Promise.resolve(new Response(new Uint8Array(16))));
    await expect(w.use('tiny-2')).rejects.toMatchObject({ code: 'hash-mismatch' });
    expect(await w.cache.versions()).toEqual(['tiny-1']);
    expect((await w.open()).first.manifest.version).toBe('tiny-1');
  });

  it('keeps two generations, and lets go of what never arrived whole', async () => {
    w.server.break('tiny-3/manifest.json', NO_NETWORK);
    await w.cache.put('tiny-9', 'items.bin', new Uint8Array(4));
    for (const version of ['tiny-1', 'tiny-2']) await w.use(version);
    expect(await w.cache.versions()).toEqual(['tiny-2', 'tiny-1']);
    expect(await w.storage.has('yamr-release-tiny-9')).toBe(false);
    await w.use('tiny-1');
    expect(await w.cache.versions()).toEqual(['tiny-1', 'tiny-2']);
  });

  it('never lets the pinned generation go, however old it is', async () => {
    for (const version of ['tiny-1', 'tiny-2']) await w.use(version);
    await (await w.open('tiny-3')).keep('tiny-1');
    expect(await w.cache.versions()).toEqual(['tiny-3', 'tiny-1']);
    w.server.break('*', NO_NETWORK);
    expect((await w.open('tiny-1')).fromCache).toBe(true);
  });

  it('works without room to keep the model, and says so', async () => {
    w.storage.refuse = new DOMException('full', 'QuotaExceededError');
    const opened = await w.open();
    expect((await opened.whole()).manifest.version).toBe('tiny-1');
    await expect(opened.keep()).rejects.toMatchObject({
      code: 'storage-full',
      message: expect.stringContaining('no room to keep the model')
    });
    expect(await w.cache.versions()).toEqual([]);
    expect(await w.storage.has('yamr-release-tiny-1')).toBe(false);
  });

  it('refuses a folder that holds another version', async () => {
    w.releases['tiny-1'] = tinyRelease('tiny-9');
    w.server = fakeServer(w.releases, 'tiny-1');
    await expect(openRelease({ baseUrl, cache: w.cache, fetch: w.server.fetch })).rejects.toMatchObject({
      code: 'bad-release'
    });
  });

  it.each([
    ['http-status', 'current.json', () => Promise.resolve(new Response('', { status: 404 }))],
    ['http-status', 'tiny-1/manifest.json', () => Promise.resolve(new Response('', { status: 503 }))],
    ['http-status', 'tiny-1/items.bin', () => Promise.resolve(new Response('', { status: 404 }))],
    ['network', '*', NO_NETWORK],
    ['truncated', 'tiny-1/items.bin', () => Promise.resolve(new Response(new Uint8Array(3)))],
    ['hash-mismatch', 'tiny-1/items.bin', () => Promise.resolve(new Response(new Uint8Array(16)))],
    ['bad-signature', 'tiny-1/manifest.json', () => Promise.resolve(new Response('{"formatVersion":99}'))],
    ['bad-signature', 'tiny-1/manifest.sig.json', () => Promise.resolve(new Response('', { status: 404 }))],
    ['bad-signature', 'tiny-1/manifest.sig.json', () => Promise.resolve(new Response('<!doctype html>'))],
    ['unknown-format', 'current.json', () => Promise.resolve(new Response('{"formatVersion":99}'))],
    ['bad-release', 'current.json', () => Promise.resolve(new Response('<!doctype html>'))]
  ])('with nothing kept, fails with %s when %s is wrong', async (code, path, answer) => {
    w.server.break(path, answer);
    await expect(w.open()).rejects.toMatchObject({ code });
  });

  describe('a signature', () => {
    const manifestOf = () => w.releases['tiny-2'].get('manifest.json') ?? new Uint8Array();
    const signBy = (secret: string) =>
      w.releases['tiny-2'].set(SIGNATURE_PATH, signManifest(manifestOf(), [signingKeyOf(secret)]));

    it('of a key that the app does not know is refused, and what is kept stays in use', async () => {
      await w.use();
      signBy('1'.repeat(64));
      await expect(w.use('tiny-2')).rejects.toMatchObject({
        code: 'bad-signature',
        message: 'The model is not signed by anybody whom this version of YAMR knows.'
      });
      expect((await w.open()).first.manifest.version).toBe('tiny-1');
    });

    it('beside one of a key that the app knows does no harm', async () => {
      const keys = [signingKeyOf('1'.repeat(64)), DEVELOPMENT_KEY];
      w.releases['tiny-2'].set(SIGNATURE_PATH, signManifest(manifestOf(), keys));
      expect((await w.use('tiny-2')).first.manifest.version).toBe('tiny-2');
    });

    it('of another release does not do', async () => {
      w.releases['tiny-2'].set(SIGNATURE_PATH, w.releases['tiny-1'].get(SIGNATURE_PATH) ?? new Uint8Array());
      await expect(w.use('tiny-2')).rejects.toMatchObject({
        code: 'bad-signature',
        message: 'The model is not the one that was signed: its manifest was changed.'
      });
    });

    it('is asked for once more, past every cache, where an old copy does not fit', async () => {
      const good = w.releases['tiny-1'].get(SIGNATURE_PATH) as Uint8Array<ArrayBuffer>;
      const old = w.releases['tiny-2'].get(SIGNATURE_PATH) as Uint8Array<ArrayBuffer>;
      let asked = 0;
      w.server.break(`tiny-1/${SIGNATURE_PATH}`, () =>
        Promise.resolve(new Response(asked++ === 0 ? old : good))
      );
      expect((await w.open()).first.manifest.version).toBe('tiny-1');
    });

    it('is verified again on the device that keeps it', async () => {
      await w.use();
      const kept = await w.storage.open('yamr-release-tiny-1');
      await w.damage('tiny-1', 'manifest.json');
      w.server.break('*', NO_NETWORK);
      await expect(w.open()).rejects.toMatchObject({ code: 'network' });
      const manifest = w.releases['tiny-1'].get('manifest.json') as Uint8Array<ArrayBuffer>;
      await kept.put('https://release.invalid/manifest.json', new Response(manifest));
      expect((await w.open()).fromCache).toBe(true);
    });
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
    await expect(w.open()).rejects.toMatchObject({
      code: 'truncated',
      message: expect.stringContaining('after 5 bytes')
    });
  });

  it.each([
    ['tiny-1/items.bin', 16],
    ['tiny-1/manifest.json', 4_000_000],
    ['tiny-1/manifest.sig.json', 4_000_000],
    ['current.json', 65_536]
  ])(
    'reads no more of %s than the %i bytes that it may have, of a server that sends for ever',
    async (path, most) => {
      let [sent, isStopped] = [0, false];
      const endless = () => {
        const body = new ReadableStream<Uint8Array>({
          pull(controller) {
            sent += 100_000;
            controller.enqueue(new Uint8Array(100_000));
          },
          cancel: () => {
            isStopped = true;
          }
        });
        return Promise.resolve(new Response(body));
      };
      w.server.break(path, endless);
      await expect(w.open()).rejects.toMatchObject({
        code: 'hash-mismatch',
        message: expect.stringContaining(`more than ${most} bytes`)
      });
      expect(isStopped).toBe(true);
      // A file is asked for once more past every cache; a stream reads a little ahead.
      expect(sent).toBeLessThan(2 * (most + 300_000));
    }
  );

  it('stops when it is aborted, even with a damaged model kept', async () => {
    await w.use();
    await w.damage('tiny-1');
    const controller = new AbortController();
    controller.abort();
    const fetch = () => Promise.reject(new DOMException('stop', 'AbortError'));
    const aborted = openRelease({ baseUrl, cache: w.cache, fetch, signal: controller.signal });
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  });
});
