import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Pointer } from '#core/release-format';
import { startS3Server, type S3Server } from '../tests/s3-server.ts';
import { DEVELOPMENT_KEY, tinyRelease } from '../tests/tiny-release.ts';
import { signingKeyOf, signPointer } from '../training/release/sign.ts';
import type { Authority } from './authority.ts';
import { diskStore } from './disk-store.ts';
import { exclusively, LOCK_PATH } from './lock.ts';
import { offerTo, promote, publishTo, rollback, stop } from './pointer.ts';
import { planPrune, prune } from './prune.ts';
import { addRelease, verifyRelease } from './releases.ts';
import { parseS3Address, s3Store } from './s3-store.ts';
import type { ReleaseStore } from './store.ts';
import { movePointer, readPointer, readStoredPointer } from './stored-pointer.ts';

const KNOWN = [DEVELOPMENT_KEY.publicKey];
const OWN: Authority = { key: DEVELOPMENT_KEY, knownKeys: KNOWN };
const OTHER_KEY = signingKeyOf('1'.repeat(64));
/** An environment whose apps know another key alone. */
const OTHER: Authority = { key: OTHER_KEY, knownKeys: [OTHER_KEY.publicKey] };
/** A process of this machine that is gone. */
const gone = { host: hostname(), pid: spawnSync(process.execPath, ['--version']).pid };

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
const move = (store: ReleaseStore, change: (pointer: Pointer | undefined) => Pointer, authority = OWN) =>
  exclusively(store, (claim) => movePointer(claim, change, authority), gone);
/** All of `npm run release -- publish FOLDER`. */
const publish = (store: ReleaseStore, version: string, authority = OWN) =>
  exclusively(
    store,
    async (claim) => {
      await addRelease(store, folderOf(version), authority);
      await movePointer(claim, (pointer) => publishTo(pointer, version), authority);
    },
    gone
  );
const pruneTo = (store: ReleaseStore, keep: number) =>
  exclusively(store, async (claim) => prune(claim, await planPrune(store, keep), OWN), gone);
const stores: readonly (readonly [string, () => ReleaseStore])[] = [
  ['a folder', () => diskStore(folder)],
  ['a bucket', () => s3Store(parseS3Address('s3://yamr-test/models'), server.url)]
];

/** Ends like a killed process at the k-th change, before or after that change took place; its lock stays. */
function mortal(store: ReleaseStore, k: number, after: boolean): ReleaseStore {
  let changes = 0;
  const change = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    if (changes > k) throw new Error('gone');
    if (path === LOCK_PATH) return work();
    const isLast = changes++ === k;
    const done = !isLast || after ? await work() : undefined;
    if (isLast || done === undefined) throw new Error('gone');
    return done;
  };
  return {
    ...store,
    write: (path, bytes) =>
      change(path, () => store.write(path, bytes).then(() => true)).then(() => undefined),
    replace: (path, bytes, before) => change(path, () => store.replace(path, bytes, before)),
    remove: (path) => change(path, () => store.remove(path).then(() => true)).then(() => undefined)
  };
}

describe.each(stores)('publishing to %s', (_, open) => {
  it('writes all of a release, then the pointer, and remembers what was in use before', async () => {
    const store = open();
    for (const version of ['tiny-1', 'tiny-2', 'tiny-3']) await publish(store, version);
    expect(await readPointer(store)).toMatchObject({ version: 'tiny-3', history: ['tiny-2', 'tiny-1'] });
    expect(await store.list()).toEqual(['tiny-1', 'tiny-2', 'tiny-3']);
    expect((await verifyRelease(store, 'tiny-2', KNOWN)).version).toBe('tiny-2');
    await move(store, rollback);
    expect(await readPointer(store)).toMatchObject({ version: 'tiny-2', history: ['tiny-1'] });
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
    // The manifest, six files, the signature and the pointer, twice.
    expect(crashes).toBe(18);
  });

  it('never leads to what is gone, wherever pruning ends', async () => {
    const store = open();
    for (const version of ['tiny-a', 'tiny-b']) await publish(store, version);
    for (let k = 0; ; k++) {
      await publish(store, `tiny-${k}`);
      const ended = await pruneTo(mortal(store, k, true), 1).then(
        () => false,
        () => true
      );
      const { version = '', history = [] } = (await readPointer(store)) ?? {};
      expect(version).toBe(`tiny-${k}`);
      for (const needed of [version, ...history]) await verifyRelease(store, needed, KNOWN);
      await pruneTo(store, 1);
      expect(await store.list()).toEqual([version, history[0]].sort());
      if (!ended) break;
    }
  });

  it('is done by one at a time, and says who it is', async () => {
    const store = open();
    await publish(store, 'tiny-1');
    await addRelease(store, folderOf('tiny-2'), OWN);
    let isSecondDone = false;
    await exclusively(store, async (claim) => {
      // One after the other: a rejection that nobody waits for yet would be nobody's.
      for (const second of [
        () => move(store, (pointer) => publishTo(pointer, 'tiny-2')),
        () => pruneTo(store, 0),
        () => publish(store, 'tiny-3')
      ]) {
        await expect(second().then(() => (isSecondDone = true))).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringMatching(
            new RegExp(
              `is being changed by process ${process.pid} on \\S+, which has it until \\d{4}-.*nothing was changed`
            )
          )
        });
      }
      await movePointer(claim, (pointer) => publishTo(pointer, 'tiny-2'), OWN);
    });
    expect(isSecondDone).toBe(false);
    await pruneTo(store, 0);
    expect(await readPointer(store)).toMatchObject({ version: 'tiny-2' });
    expect(await store.list()).toEqual(['tiny-2']);
  });

  it('lets one of many publishers through at the same moment, whose pointer is whole', async () => {
    const store = open();
    await publish(store, 'tiny-0');
    const versions = Array.from({ length: 6 }, (_, k) => `tiny-${k + 1}`);
    for (const version of versions) await addRelease(store, folderOf(version), OWN);
    const here = { host: hostname(), pid: process.pid };
    const tried = await Promise.allSettled(
      versions.map((version) =>
        exclusively(store, (claim) => movePointer(claim, (pointer) => publishTo(pointer, version), OWN), here)
      )
    );
    const through = versions.filter((_, k) => tried[k]?.status === 'fulfilled');
    expect(through.length).toBeGreaterThan(0);
    const pointer = await readPointer(store);
    expect([pointer?.version, ...(pointer?.history ?? [])].sort()).toEqual(['tiny-0', ...through].sort());
  });

  it('writes no pointer over one that somebody without the lock has written meanwhile', async () => {
    const store = open();
    await publish(store, 'tiny-1');
    await addRelease(store, folderOf('tiny-2'), OWN);
    const theirs = signPointer({ formatVersion: 1, version: 'tiny-1', counter: 7 }, [DEVELOPMENT_KEY]);
    const late: ReleaseStore = {
      ...store,
      async read(path) {
        const bytes = await store.read(path);
        // Whatever is verified comes between reading the pointer and writing it.
        if (path.endsWith('golden.json')) await store.write('current.json', theirs);
        return bytes;
      }
    };
    await expect(move(late, (pointer) => publishTo(pointer, 'tiny-2'))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Somebody else has changed the pointer')
    });
    expect(await store.read('current.json')).toEqual(theirs);
  });

  it('goes on after the expiry of whoever was ended elsewhere, and not before', async () => {
    const store = open();
    const lock = (expiresAt: string) =>
      store.write(
        LOCK_PATH,
        Buffer.from(
          JSON.stringify({ formatVersion: 1, token: 'x', host: 'elsewhere', pid: process.pid, expiresAt })
        )
      );
    await lock('2999-01-01T00:00:00.000Z');
    await expect(publish(store, 'tiny-1')).rejects.toThrow('by process');
    expect(await store.list()).toEqual([]);
    await lock('2001-01-01T00:00:00.000Z');
    await publish(store, 'tiny-1');
    expect(await readPointer(store)).toMatchObject({ version: 'tiny-1' });
  });

  it('spares what is no release, what any pointer names, and the last versions that devices left', async () => {
    const store = open();
    const note = new TextEncoder().encode('remember');
    await store.write('notes/why.txt', note);
    await store.write('odd/manifest.json', note);
    for (const version of ['tiny-1', 'tiny-2', 'tiny-3']) await publish(store, version);
    await store.write('tiny-1/by-hand.txt', note);
    await addRelease(store, folderOf('tiny-9'), OWN);
    await store.write('beta.json', signPointer({ formatVersion: 1, version: 'tiny-9' }, [DEVELOPMENT_KEY]));
    await move(store, rollback);
    // Bad versions stay to be looked at until two others were left after them.
    const plan = await planPrune(store, 0);
    expect(plan.going.map(({ version }) => version)).toEqual(['tiny-1', 'tiny-3']);
    expect(plan.others).toEqual(['notes', 'odd']);
    await pruneTo(store, 2);
    expect(await store.list()).toEqual(['notes', 'odd', 'tiny-1', 'tiny-2', 'tiny-3', 'tiny-9']);
    await publish(store, 'tiny-4');
    await publish(store, 'tiny-5');
    await pruneTo(store, 2);
    expect(await store.list()).toEqual(['notes', 'odd', 'tiny-1', 'tiny-2', 'tiny-4', 'tiny-5', 'tiny-9']);
    expect(await store.list('tiny-1')).toEqual(['tiny-1/by-hand.txt']);
    expect(await store.read('notes/why.txt')).toEqual(note);
  });

  it('says that another key has signed, and changes nothing unless that key is told to be new', async () => {
    const store = open();
    for (const version of ['tiny-1', 'tiny-2', 'tiny-3']) await publish(store, version);
    await store.remove('tiny-1/golden.json');
    await addRelease(store, folderOf('tiny-4'), OTHER);
    const [pointer, signature] = [
      await store.read('current.json'),
      await store.read('tiny-2/manifest.sig.json')
    ];
    const refused = { code: 'bad-signature', message: expect.stringContaining(DEVELOPMENT_KEY.publicKey) };
    await expect(move(store, (now) => publishTo(now, 'tiny-4'), OTHER)).rejects.toMatchObject(refused);
    await expect(move(store, rollback, OTHER)).rejects.toMatchObject(refused);
    expect(await store.read('current.json')).toEqual(pointer);
    expect(await store.read('tiny-2/manifest.sig.json')).toEqual(signature);

    await move(store, (now) => publishTo(now, 'tiny-4'), { ...OTHER, isNewKey: true });
    expect(await readStoredPointer(store)).toMatchObject({
      signers: [OTHER_KEY.publicKey],
      // What was lost before cannot be gone back to.
      pointer: { version: 'tiny-4', history: ['tiny-3', 'tiny-2'] }
    });
    for (const version of ['tiny-3', 'tiny-2']) await verifyRelease(store, version, OTHER.knownKeys);
    await move(store, rollback, OTHER);
    await move(store, rollback, OTHER);
    expect(await readPointer(store)).toMatchObject({ version: 'tiny-2' });
  });

  it('goes back with a new key at once', async () => {
    const store = open();
    for (const version of ['tiny-1', 'tiny-2']) await publish(store, version);
    await move(store, rollback, { ...OTHER, isNewKey: true });
    expect(await readPointer(store)).toMatchObject({ version: 'tiny-1' });
    await verifyRelease(store, 'tiny-1', OTHER.knownKeys);
  });

  it('signs nothing that the apps of this environment would refuse', async () => {
    const store = open();
    const unknown = { key: OTHER_KEY, knownKeys: KNOWN };
    await expect(addRelease(store, folderOf('tiny-1'), unknown)).rejects.toMatchObject({
      code: 'bad-signature'
    });
    expect(await store.list()).toEqual([]);
    await publish(store, 'tiny-1');
    await expect(move(store, (now) => now ?? publishTo(now, 'x'), unknown)).rejects.toThrow(
      `YAMR_RELEASE_KEYS does not name the key ${OTHER_KEY.publicKey}`
    );
  });

  it('never takes over what somebody has forged', async () => {
    const store = open();
    for (const version of ['tiny-1', 'tiny-2']) await publish(store, version);
    const text = new TextDecoder().decode(await store.read('current.json'));
    await store.write('current.json', new TextEncoder().encode(text.replaceAll('tiny-2', 'tiny-1')));
    await expect(move(store, rollback)).rejects.toMatchObject({ code: 'bad-signature' });
    await store.write('current.json', new TextEncoder().encode('{"formatVersion":1,"version":"tiny-1"}'));
    await expect(move(store, (now) => publishTo(now, 'tiny-2'))).rejects.toThrow('is not signed by anybody');
  });
});

describe('a release that is not whole', () => {
  it('is not pointed to: a changed file, a missing file, a strange key', async () => {
    const store = diskStore(folder);
    await publish(store, 'tiny-1');
    const refused = async (version: string, code: string): Promise<void> => {
      await expect(move(store, (now) => publishTo(now, version))).rejects.toMatchObject({ code });
      expect((await readPointer(store))?.version).toBe('tiny-1');
    };
    await addRelease(store, folderOf('tiny-2'), OTHER);
    await refused('tiny-2', 'bad-signature');
    await addRelease(store, folderOf('tiny-3'), OWN);
    await writeFile(join(folder, 'tiny-3', 'items.bin'), new Uint8Array(16));
    await refused('tiny-3', 'hash-mismatch');
    await rm(join(folder, 'tiny-3', 'items.bin'));
    await refused('tiny-3', 'not-found');
    await refused('tiny-4', 'not-found');
  });

  it('is refused before a byte is written, also where its version is there already', async () => {
    const store = diskStore(folder);
    await publish(store, 'tiny-1');
    await writeFile(join(folder, 'tiny-1', 'licence.txt'), 'changed');
    await rm(join(folder, 'tiny-1', 'golden.json'));
    const looked = mortal(store, -1, false);
    await expect(addRelease(looked, folderOf('tiny-1'), OTHER)).rejects.toMatchObject({
      code: 'bad-release',
      message: expect.stringContaining('has another tiny-1/licence.txt already')
    });
    const cut = (path: string) => folderOf('tiny-2')(path === 'items.bin' ? 'golden.json' : path);
    await expect(addRelease(looked, cut, OWN)).rejects.toMatchObject({ code: 'hash-mismatch' });
    expect(await store.list()).toEqual(['tiny-1']);
  });

  it('is made whole again by its folder', async () => {
    const store = diskStore(folder);
    await publish(store, 'tiny-1');
    await rm(join(folder, 'tiny-1', 'golden.json'));
    await addRelease(store, folderOf('tiny-1'), OWN);
    await verifyRelease(store, 'tiny-1', KNOWN);
  });

  it('never replaces the files of a version that is there', async () => {
    const store = diskStore(folder);
    await publish(store, 'tiny-1');
    const before = await readFile(join(folder, 'tiny-1', 'manifest.json'));
    const other = (path: string) => Promise.resolve(tinyRelease('tiny-1', 5).get(path) ?? new Uint8Array());
    await expect(addRelease(store, other, OWN)).rejects.toMatchObject({
      code: 'bad-release',
      message: expect.stringContaining('files of a version never change')
    });
    expect(await readFile(join(folder, 'tiny-1', 'manifest.json'))).toEqual(before);
    expect((await readdir(folder)).sort()).toEqual(['.lock.json', 'current.json', 'tiny-1']);
  });

  it('goes on where a write of the pointer was ended between two calls of the file system', async () => {
    const store = diskStore(folder);
    await publish(store, 'tiny-1');
    const before = await readFile(join(folder, 'current.json'));
    await mkdir(join(folder, 'tiny-1'), { recursive: true });
    expect(await store.replace('current.json', Buffer.from('new'), Buffer.from('something else'))).toBe(
      false
    );
    expect(await readFile(join(folder, 'current.json'))).toEqual(before);
    expect(await store.replace('current.json', Buffer.from('new'), before)).toBe(true);
    expect(await store.replace('current.json', Buffer.from('newer'), undefined)).toBe(false);
    expect((await readdir(folder)).sort()).toEqual(['.lock.json', 'current.json', 'tiny-1']);
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
    // The pointer, six files, the manifest, its signature, and the lock.
    expect(server.objects.size).toBe(10);
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
    expect(promote(offered)).toEqual({
      formatVersion: 1,
      version: 'two',
      history: ['one'],
      retired: ['one']
    });
    expect(stop(offered)).toEqual({ ...one, retired: ['two'] });
    expect(rollback(promote(offered))).toEqual({ ...one, retired: ['two'] });
    expect(offerTo(offered, 'three', 0.5).retired).toEqual(['two']);
  });

  it('says in one sentence what there is nothing to do about', () => {
    expect(() => promote(one)).toThrow('No candidate is being rolled out.');
    expect(() => stop(one)).toThrow('No candidate is being rolled out.');
    expect(() => rollback(one)).toThrow('There is no earlier version to go back to.');
    expect(() => offerTo(undefined, 'two', 0.5)).toThrow('There is no version in use');
    expect(() => publishTo(one, 'one')).toThrow('one is in use already.');
  });
});
