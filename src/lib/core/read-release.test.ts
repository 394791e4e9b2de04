import { describe, expect, it } from 'vitest';
import { mapSource, sha256Hex, tinyRelease } from '../../../tests/tiny-release.ts';
import { readRelease } from './read-release.ts';

const read = (files: Map<string, Uint8Array>) => readRelease(mapSource(files), sha256Hex);

describe('readRelease', () => {
  it('makes the bundle from verified files', async () => {
    const seen: string[] = [];
    const source = mapSource(tinyRelease());
    const { manifest, bundle, golden } = await readRelease(source, sha256Hex, (file) => seen.push(file.path));
    expect(manifest.version).toBe('tiny-1');
    expect(bundle.modelName).toBe('tiny');
    expect(bundle.catalogue.itemCount).toBe(4);
    expect(bundle.tensors.get('items')?.values).toEqual(new Float32Array(8).fill(0.25));
    expect(bundle.topology).toEqual({ layers: [] });
    expect(golden?.cases).toHaveLength(1);
    expect(seen.sort()).toEqual(['catalogue.json', 'golden.json', 'items.bin', 'topology.json']);
    expect(source.asked).not.toContain('report.json');
  });

  it('refuses a truncated file', async () => {
    const files = tinyRelease();
    files.set('items.bin', (files.get('items.bin') as Uint8Array).slice(0, -1));
    await expect(read(files)).rejects.toMatchObject({
      code: 'truncated',
      message: expect.stringContaining('items.bin')
    });
  });

  it('refuses a file with one flipped bit', async () => {
    const files = tinyRelease();
    const bytes = (files.get('catalogue.json') as Uint8Array).slice();
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    files.set('catalogue.json', bytes);
    await expect(read(files)).rejects.toMatchObject({ code: 'hash-mismatch' });
  });

  it('refuses a release of a future format with the advice to update', async () => {
    const files = new Map([['manifest.json', new TextEncoder().encode('{"formatVersion": 2}')]]);
    await expect(read(files)).rejects.toMatchObject({ code: 'unknown-format' });
  });

  it('refuses a manifest that is not JSON', async () => {
    const files = new Map([['manifest.json', new TextEncoder().encode('<!doctype html>')]]);
    await expect(read(files)).rejects.toMatchObject({ code: 'bad-release' });
  });

  it('passes on that a file is missing', async () => {
    const files = tinyRelease();
    files.delete('golden.json');
    await expect(read(files)).rejects.toMatchObject({ code: 'not-found' });
  });
});
