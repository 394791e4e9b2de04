import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startS3Server, type S3Server } from '../tests/s3-server.ts';
import { DEVELOPMENT_KEY, tinyRelease } from '../tests/tiny-release.ts';
import { signingKeyOf } from '../training/release/sign.ts';
import { diskStore } from './disk-store.ts';
import { offerTo, promote, publishTo, rollback, stop } from './pointer.ts';
import { addRelease, movePointer, prune, readPointer, verifyRelease } from './releases.ts';
import { parseS3Address, s3Store } from './s3-store.ts';
import type { ReleaseStore } from './store.ts';

const KNOWN = [DEVELOPMENT_KEY.publicKey];
let folder = '';
let server: S3Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-publishing-'));
  server = await startS3Server();
  vi.stubEnv('AWS_REGION', 'eu-north-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'nobody');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const folderOf = (version: string) => (path: string) =>
  Promise.resolve(tinyRelease(version).get(path) ?? new Uint8Array());
/** All of `npm run release -- publish FOLDER`. */
async function publish(store: ReleaseStore, version: string): Promise<void> {
  await addRelease(store, folderOf(version), DEVELOPMENT_KEY);
  await movePointer(store, publishTo(await readPointer(store), version), KNOWN);
}
const stores: readonly (readonly [string, () => ReleaseStore])[] = [
  ['a folder', () => diskStore(folder)],
  ['a bucket', () => s3Store(parseS3Address('s3://yamr-test/models'), server.url)]
];

/** Ends like a killed process at the k-th change, before or after that change took place. */
function mortal(store: ReleaseStore, k: number, after: boolean): ReleaseStore {
  let changes = 0;
  const change = async (work: () => Promise<void>): Promise<void> => {
    if (changes > k) throw new Error('gone');
    const isLast = changes++ === k;
    if (!isLast || after) await work();
    if (isLast) throw new Error('gone');
  };
  return {
    ...store,
    write: (path, bytes) => change(() => store.write(path, bytes)),
    remove: (path) => change(() => store.remove(path))
  };
}

describe.each(stores)('publishing to %s', (_, open) => {
  it('writes all of a release, then the pointer, and remembers what was in use before', async () => {
    const store = open();
    for (const version of ['tiny-1', 'tiny-2', 'tiny-3']) await publish(store, version);
    expect(await readPointer(store)).toEqual({ formatVersion: 1, version: 'tiny-3', history: ['tiny-2', 'tiny-1'] }); // prettier-ignore
    expect(await store.list()).toEqual(['tiny-1', 'tiny-2', 'tiny-3']);
    expect((await verifyRelease(store, 'tiny-2', KNOWN)).version).toBe('tiny-2');
    await movePointer(store, rollback(await readPointer(store)), KNOWN);
    expect(await readPointer(store)).toEqual({ formatVersion: 1, version: 'tiny-2', history: ['tiny-1'] });
  });

  it('leaves the version in use in use wherever it ends, and goes on when it is done again', async () => {
    const store = open();
    await publish(store, 'tiny-1');
    let crashes = 0;
    for (const after of [false, true]) {
      for (let k = 0; ; k++) {
        const version = `tiny-${after ? 'a' : 'b'}-${k}`;
        const before = await readPointer(store);
        const ended = await publish(mortal(store, k, after), version).then(
          () => false,
          () => true
        );
        if (!ended) break;
        crashes++;
        const now = await readPointer(store);
        // The pointer's own write is the last change: only once it took place is the new version in use.
        expect([before?.version, version]).toContain(now?.version);
        expect((await verifyRelease(store, now?.version ?? '', KNOWN)).version).toBe(now?.version);
        if (now?.version === version) expect(after).toBe(true);
        else {
          expect(now).toEqual(before);
          await publish(store, version);
          expect((await readPointer(store))?.version).toBe(version);
        }
      }
    }
    // Six files, the signature, the manifest and the pointer, twice.
    expect(crashes).toBe(18);
  });

  it('never leads to what is gone, wherever pruning ends', async () => {
    const store = open();
    for (let k = 0; ; k++) {
      for (const name of ['one', 'two', 'three']) await publish(store, `${name}-${k}`);
      const ended = await prune(mortal(store, k, true), 1).then(
        () => false,
        () => true
      );
      const pointer = await readPointer(store);
      for (const version of [pointer?.version ?? '', ...(pointer?.history ?? [])]) {
        await verifyRelease(store, version, KNOWN);
      }
      await prune(store, 1);
      expect(await store.list()).toEqual([`three-${k}`, `two-${k}`]);
      if (!ended) break;
    }
  });

  it('changes nothing in a dry run', async () => {
    const store = open();
    await publish(store, 'tiny-1');
    await publish(store, 'tiny-2');
    const looked = mortal(store, 0, false);
    await addRelease(looked, folderOf('tiny-3'), DEVELOPMENT_KEY, true);
    await movePointer(looked, rollback(await readPointer(store)), KNOWN, true);
    expect(await prune(looked, 0, true)).toEqual(['tiny-1']);
    expect(await store.list()).toEqual(['tiny-1', 'tiny-2']);
  });
});

describe('a release that is not whole', () => {
  it('is not pointed to: a changed file, a missing file, a strange key', async () => {
    const store = diskStore(folder);
    await publish(store, 'tiny-1');
    const refused = async (version: string, code: string): Promise<void> => {
      const next = publishTo(await readPointer(store), version);
      await expect(movePointer(store, next, KNOWN)).rejects.toMatchObject({ code });
      expect((await readPointer(store))?.version).toBe('tiny-1');
    };
    await addRelease(store, folderOf('tiny-2'), signingKeyOf('1'.repeat(64)));
    await refused('tiny-2', 'bad-signature');
    await addRelease(store, folderOf('tiny-3'), DEVELOPMENT_KEY);
    await writeFile(join(folder, 'tiny-3', 'items.bin'), new Uint8Array(16));
    await refused('tiny-3', 'hash-mismatch');
    await rm(join(folder, 'tiny-3', 'items.bin'));
    await refused('tiny-3', 'not-found');
    await refused('tiny-4', 'not-found');
  });

  it('can be signed by another key later, with its files as they are', async () => {
    const store = diskStore(folder);
    await publish(store, 'tiny-1');
    const key = signingKeyOf('1'.repeat(64));
    await addRelease(store, folderOf('tiny-1'), key);
    expect((await verifyRelease(store, 'tiny-1', [key.publicKey])).version).toBe('tiny-1');
    await expect(verifyRelease(store, 'tiny-1', KNOWN)).rejects.toMatchObject({ code: 'bad-signature' });
  });

  it('never replaces the files of a version that is there', async () => {
    const store = diskStore(folder);
    await publish(store, 'tiny-1');
    const before = await readFile(join(folder, 'tiny-1', 'manifest.json'));
    const other = (path: string) => Promise.resolve(tinyRelease('tiny-1', 5).get(path) ?? new Uint8Array());
    await expect(addRelease(store, other, DEVELOPMENT_KEY)).rejects.toMatchObject({
      code: 'bad-release',
      message: expect.stringContaining('files of a version never change')
    });
    expect(await readFile(join(folder, 'tiny-1', 'manifest.json'))).toEqual(before);
    expect((await readdir(folder)).sort()).toEqual(['current.json', 'tiny-1']);
  });
});

describe('a bucket', () => {
  it('lets files be kept for ever and the pointer be asked for each time', async () => {
    await publish(s3Store(parseS3Address('s3://yamr-test/models/'), server.url), 'tiny-1');
    const headers = (path: string) => server.objects.get(`models/${path}`)?.headers;
    expect(headers('current.json')).toEqual({
      cacheControl: 'no-cache',
      contentType: 'application/json; charset=utf-8'
    });
    expect(headers('tiny-1/items.bin')).toEqual({
      cacheControl: 'public, max-age=31536000, immutable',
      contentType: 'application/octet-stream'
    });
    expect(server.objects.size).toBe(9);
  });

  it.each(['s3://', 's3://A', 'http://x', 's3:/bucket'])('is not named by %s', (address) => {
    expect(() => parseS3Address(address)).toThrow(`"${address}" is no bucket: say s3://bucket/folder.`);
  });
});

describe('a roll-out', () => {
  const one = { formatVersion: 1, version: 'one' } as const;

  it('goes from an offer to everybody, or back to nobody', () => {
    const offered = offerTo(one, 'two', 0.25);
    expect(offered).toEqual({ ...one, candidate: { version: 'two', share: 0.25 } });
    expect(offerTo(offered, 'two', 0.5).candidate?.share).toBe(0.5);
    expect(promote(offered)).toEqual({ formatVersion: 1, version: 'two', history: ['one'] });
    expect(stop(offered)).toEqual(one);
    expect(rollback(promote(offered))).toEqual(one);
  });

  it('says in one sentence what there is nothing to do about', () => {
    expect(() => promote(one)).toThrow('No candidate is being rolled out.');
    expect(() => stop(one)).toThrow('No candidate is being rolled out.');
    expect(() => rollback(one)).toThrow('There is no earlier version to go back to.');
    expect(() => offerTo(undefined, 'two', 0.5)).toThrow('There is no version in use');
    expect(() => publishTo(one, 'one')).toThrow('one is in use already.');
  });
});
