import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import type { Manifest } from '#core/release-format';
import { randomBundle } from '../../tests/random-bundle.ts';
import { DEVELOPMENT_PUBLIC_KEY } from './development-key.ts';
import { quantise } from './quantise.ts';
import { readReleaseFolder } from './read.ts';
import { verifyFolderSignature } from './sign.ts';
import { writeRelease, type ReleaseDetails } from './write.ts';

const { dataset, bundle } = await randomBundle();
const golden = {
  cases: [{ ratings: [], top: [{ movieId: asMovieId(1), stars: 4, ranking: 1 }] }],
  tolerance: { stars: 0.001, ranking: 0.002 }
};
const details: ReleaseDetails = {
  dataset,
  seed: 7,
  codeCommit: 'abc',
  createdAt: new Date('2026-11-22T10:00:00Z'),
  metrics: { newcomers: { yamr: 1 } },
  golden,
  extra: [{ path: 'report.json', role: 'report', content: '{"a":1}' }]
};

let parent = '';
let folder = '';
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'yamr-release-'));
  folder = join(parent, 'release');
});
afterEach(() => rm(parent, { recursive: true, force: true }));
const write = (more: Partial<ReleaseDetails> = {}): Promise<Manifest> =>
  writeRelease(folder, bundle, { ...details, ...more });

describe('a written release', () => {
  it('is read back as the quantised bundle, with its catalogue, network and golden cases', async () => {
    await write();
    const release = await readReleaseFolder(folder);
    const artefact = quantise(bundle);
    expect(new Map([...release.bundle.tensors].sort())).toEqual(new Map([...artefact.tensors].sort()));
    expect(release.bundle.catalogue.file).toEqual(dataset.catalogue.file);
    expect(release.bundle.topology).toEqual(JSON.parse(JSON.stringify(bundle.topology)));
    expect(release.bundle.hyperParameters).toEqual(JSON.parse(JSON.stringify(bundle.hyperParameters)));
    expect(release.golden).toEqual(golden);
  });

  it('says where it came from, names every file with its size, and holds nothing else', async () => {
    const manifest = await write();
    expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toEqual(manifest);
    expect(manifest).toMatchObject({
      formatVersion: 2,
      createdAt: '2026-11-22T10:00:00.000Z',
      model: { name: 'yamr' },
      dataset: { name: dataset.name, sha256: dataset.sha256, ratings: 600, users: 30, movies: 300 },
      seed: 7,
      codeCommit: 'abc',
      metrics: { newcomers: { yamr: 1 } }
    });
    expect(manifest.licence).toMatch(/GroupLens/);
    const names = manifest.files.map(({ path }) => path);
    expect((await readdir(folder)).sort()).toEqual([...names, 'manifest.json', 'manifest.sig.json'].sort());
    expect(names).toEqual(expect.arrayContaining(['catalogue.json', 'golden.json', 'licence.txt', 'report.json', 'rating-vectors.bin'])); // prettier-ignore
    for (const { path, bytes } of manifest.files) {
      expect((await readFile(join(folder, path))).byteLength).toBe(bytes);
    }
  });

  it('is signed with the development key, and with no other', async () => {
    await write();
    await expect(verifyFolderSignature(folder, [DEVELOPMENT_PUBLIC_KEY])).resolves.toBeUndefined();
    await expect(verifyFolderSignature(folder, ['0'.repeat(64)])).rejects.toMatchObject({
      code: 'bad-signature'
    });
  });

  it('has the same version for the same bytes on the same day, and another for other bytes', async () => {
    const { version } = await write();
    expect(version).toMatch(/^2026-11-22-yamr-[0-9a-f]{8}$/);
    expect((await write({ createdAt: new Date('2026-11-22T23:00:00Z'), codeCommit: 'x' })).version).toBe(
      version
    );
    expect((await write({ extra: [] })).version).not.toBe(version);
    const other = [{ path: 'report.json', role: 'report', content: '{"a":2}' }] as const;
    expect((await write({ extra: other })).version).not.toBe(version);
  });

  it('replaces an older release, leaves nothing beside it, and refuses a folder with other things', async () => {
    await write();
    const { version } = await write({ extra: [] });
    expect((await readReleaseFolder(folder)).manifest.version).toBe(version);
    expect(await readdir(parent)).toEqual(['release']);
    const other = join(parent, 'release', 'photo.jpg');
    await rm(join(folder, 'manifest.json'));
    await writeFile(other, '');
    await expect(write()).rejects.toMatchObject({ code: 'unwritable' });
    expect(await readdir(parent)).toEqual(['release']);
  });
});

describe('a release folder that cannot be read', () => {
  it('is one sentence where it is no release, and where a file is missing', async () => {
    await expect(readReleaseFolder(folder)).rejects.toMatchObject({
      code: 'not-found',
      message: `${folder} is not a release: it has no manifest.json.`
    });
    await write();
    await rm(join(folder, 'model.json'));
    await expect(readReleaseFolder(folder)).rejects.toMatchObject({
      code: 'not-found',
      message: `The release ${folder} lacks its file model.json.`
    });
  });

  it('is noticed where a file is cut short or changed', async () => {
    await write();
    const path = join(folder, 'rating-vectors.bin');
    const bytes = await readFile(path);
    await truncate(path, bytes.length - 4);
    await expect(readReleaseFolder(folder)).rejects.toMatchObject({ code: 'truncated' });
    await writeFile(path, bytes.map((byte, k) => (k === 9 ? byte ^ 1 : byte))); // prettier-ignore
    await expect(readReleaseFolder(folder)).rejects.toMatchObject({ code: 'hash-mismatch' });
  });
});
