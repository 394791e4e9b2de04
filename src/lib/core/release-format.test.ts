import { describe, expect, it } from 'vitest';
import { tinyRelease } from '../../../tests/tiny-release.ts';
import { parseManifest, parsePointer, RELEASE_FORMAT_VERSION, type Manifest } from './release-format.ts';

const manifest = JSON.parse(new TextDecoder().decode(tinyRelease().get('manifest.json'))) as Manifest;
const withFile = (change: object): object => ({ ...manifest, files: [{ ...manifest.files[0], ...change }] });

describe('a release manifest', () => {
  it('is read as it was written', () => {
    expect(parseManifest(manifest)).toEqual(manifest);
  });

  it('is refused with the advice to update where its format is newer or older', () => {
    for (const formatVersion of [RELEASE_FORMAT_VERSION + 1, 0]) {
      // Whatever else a future manifest holds, its format is looked at first.
      expect(() => parseManifest({ formatVersion })).toThrow(
        expect.objectContaining({
          code: 'unknown-format',
          message: `The release manifest has format ${formatVersion}; this version of YAMR reads format ${RELEASE_FORMAT_VERSION}. Update YAMR to use it.`
        })
      );
    }
  });

  it.each([
    ['without a format', { ...manifest, formatVersion: undefined }, 'formatVersion'],
    ['that is nothing', null, 'it'],
    ['without files', { ...manifest, files: undefined }, 'files'],
    ['with a date that is none', { ...manifest, createdAt: 'yesterday' }, 'createdAt'],
    ['whose version climbs out of its folder', { ...manifest, version: '../evil' }, 'version'],
    ['with a path in another folder', withFile({ path: 'a/b.bin' }), 'files.0.path'],
    ['with a hidden file', withFile({ path: '.htaccess' }), 'files.0.path'],
    ['with an empty path', withFile({ path: '' }), 'files.0.path'],
    ['with a hash that is none', withFile({ sha256: 'abc' }), 'files.0.sha256'],
    ['with a role that nobody knows', withFile({ role: 'music' }), 'files.0.role'],
    ['with an encoding that nobody knows', withFile({ dtype: 'int2' }), 'files.0.dtype'],
    ['with half a row', withFile({ shape: [1, 2.5] }), 'files.0.shape'],
    ['with a negative size', withFile({ bytes: -1 }), 'files.0.bytes']
  ])('%s is refused by name', (_, wrong, where) => {
    expect(() => parseManifest(wrong)).toThrow(
      expect.objectContaining({ code: 'bad-release', message: expect.stringContaining(`read: ${where}`) })
    );
  });
});

describe('the pointer to the release in use', () => {
  it('names a version', () => {
    expect(parsePointer({ formatVersion: 1, version: '2026-11-22-yamr-1a2b3c4d' }).version).toBe(
      '2026-11-22-yamr-1a2b3c4d'
    );
  });

  it('is refused where it names a folder elsewhere, or a future format', () => {
    expect(() => parsePointer({ formatVersion: 1, version: '..' })).toThrow(/version/);
    expect(() => parsePointer({ formatVersion: 2, version: 'x' })).toThrow(/Update YAMR/);
  });
});
