import { describe, expect, it, vi } from 'vitest';
import type { Pointer } from '#core/release-format';
import { fakeCacheStorage } from '../../../tests/fake-web.ts';
import { DEVELOPMENT_KEY } from '../../../tests/tiny-release.ts';
import { signingKeyOf, signManifest, signPointer } from '../../../training/release/sign.ts';
import { createReleaseCache, openReleaseCache } from './cache.ts';
import { publishedVersion } from './published.ts';

const POINTER: Pointer = { formatVersion: 1, version: 'tiny-1' };
const DAY_MS = 86_400_000;
const signed = (pointer: Pointer, nowMs = Date.now(), validDays = 90) =>
  signPointer(pointer, [DEVELOPMENT_KEY], nowMs, validDays);

/** One device, and a server whose pointer changes. */
function device() {
  const storage = fakeCacheStorage();
  const cache = createReleaseCache(storage);
  const ask = (answer: Uint8Array | string, deviceNumber?: () => number | undefined) =>
    publishedVersion({
      baseUrl: 'https://yamr.test/models',
      cache,
      deviceNumber,
      fetch: () => Promise.resolve(new Response(answer as Uint8Array<ArrayBuffer>))
    });
  return { storage, cache, ask };
}
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('the version that is published for a device', () => {
  const number = vi.fn<() => number | undefined>(() => 7);
  const offered = (share: number) => signed({ ...POINTER, candidate: { version: 'tiny-2', share } });

  it('is what the pointer names, and asks for no number of this device', async () => {
    expect(await device().ask(signed(POINTER), number)).toEqual({ version: 'tiny-1' });
    expect(number).not.toHaveBeenCalled();
  });

  it('is the candidate for devices in its share, and only for those that have a number', async () => {
    const { ask } = device();
    expect(await ask(offered(1), number)).toEqual({ version: 'tiny-2' });
    expect(await ask(offered(0), number)).toEqual({ version: 'tiny-1' });
    expect(await ask(offered(1))).toEqual({ version: 'tiny-1' });
    expect(await ask(offered(1), () => undefined)).toEqual({ version: 'tiny-1' });
  });

  it('is refused with a share that is none', async () => {
    await expect(device().ask(offered(1.5))).rejects.toMatchObject({ code: 'bad-release' });
  });
});

describe('a pointer', () => {
  it('is read by apps from before it was signed', () => {
    const file = JSON.parse(textOf(signed({ ...POINTER, history: ['tiny-0'] }))) as object;
    expect(file).toMatchObject({ formatVersion: 1, version: 'tiny-1', history: ['tiny-0'] });
  });

  it.each([
    ['without a signature', JSON.stringify(POINTER), /not signed by anybody\.$/],
    ['of a key that the app does not know', signPointer(POINTER, [signingKeyOf('1'.repeat(64))]), /anybody whom this version of YAMR knows/],
    ['whose text was changed', textOf(signed(POINTER)).replaceAll('tiny-1', 'tiny-2'), /is not what was signed/],
    ['whose signature is none', JSON.stringify({ ...POINTER, signed: '{}', signatures: 'none' }), /cannot be read/]
  ])('%s is refused', async (_, answer, message) => {
    await expect(device().ask(answer)).rejects.toMatchObject({
      code: 'bad-signature',
      message: expect.stringMatching(message)
    });
  }); // prettier-ignore

  it('says what its text says, whatever stands beside it', async () => {
    const forged = textOf(signed(POINTER)).replace('"version":"tiny-1"', '"version":"evil"');
    expect(await device().ask(forged)).toEqual({ version: 'tiny-1' });
  });

  it('is never made of a signed manifest', async () => {
    const manifest = JSON.stringify({ ...POINTER, counter: 1, expiresAt: '2099-01-01T00:00:00.000Z' });
    const { signatures } = JSON.parse(
      textOf(signManifest(new TextEncoder().encode(manifest), [DEVELOPMENT_KEY]))
    ) as { signatures: unknown };
    const answer = JSON.stringify({ ...POINTER, signed: manifest, signatures });
    await expect(device().ask(answer)).rejects.toMatchObject({ code: 'bad-signature' });
  });

  it('older than one that the device has seen is refused, and the newer one is taken again', async () => {
    const { ask, storage } = device();
    const nowMs = Date.now();
    const [older, newer] = [signed(POINTER, nowMs), signed({ ...POINTER, version: 'tiny-2' }, nowMs + 1000)];
    expect(await ask(older)).toEqual({ version: 'tiny-1' });
    expect(await ask(newer)).toEqual({ version: 'tiny-2' });
    await expect(ask(older)).rejects.toMatchObject({
      code: 'bad-release',
      message: expect.stringContaining('an older choice of model than this device has seen')
    });
    // Also for the next visit's worker, which opens the same storage.
    const later = createReleaseCache(storage);
    expect(await later.pointerCounter()).toBe(Math.floor((nowMs + 1000) / 1000));
    expect(await ask(newer)).toEqual({ version: 'tiny-2' });
    expect(await device().ask(older)).toEqual({ version: 'tiny-1' });
  });

  it('is remembered beside the releases that come and go', async () => {
    const { ask, cache } = device();
    await ask(signed(POINTER));
    const seen = await cache.pointerCounter();
    for (const version of ['tiny-1', 'tiny-2', 'tiny-3']) {
      await cache.put(version, 'items.bin', new Uint8Array(4));
      await cache.keep(version);
    }
    expect(await cache.pointerCounter()).toBe(seen);
    expect(await cache.versions()).toEqual(['tiny-3', 'tiny-2']);
  });

  it('that grows old holds on, and says since when', async () => {
    const longAgoMs = Date.now() - 400 * DAY_MS;
    const { version, expiredAt } = await device().ask(signed(POINTER, longAgoMs, 365));
    expect(version).toBe('tiny-1');
    expect(expiredAt).toBe(new Date(longAgoMs + 365 * DAY_MS).toISOString());
  });

  it('is used where a device can keep nothing at all, and where it has no room', async () => {
    const { ask, storage } = device();
    storage.refuse = new DOMException('full', 'QuotaExceededError');
    expect(await ask(signed(POINTER))).toEqual({ version: 'tiny-1' });
    const fetch = () => Promise.resolve(new Response(signed(POINTER) as Uint8Array<ArrayBuffer>));
    expect(await publishedVersion({ baseUrl: '', cache: openReleaseCache(), fetch })).toEqual({
      version: 'tiny-1'
    });
  });

  it('gets a counter above the one before it, whatever the clock says', () => {
    const counterOf = (bytes: Uint8Array) =>
      (JSON.parse((JSON.parse(textOf(bytes)) as { signed: string }).signed) as { counter: number }).counter;
    expect(counterOf(signed(POINTER, 5000))).toBe(5);
    expect(counterOf(signed({ ...POINTER, counter: 99 }, 5000))).toBe(100);
  });
});
