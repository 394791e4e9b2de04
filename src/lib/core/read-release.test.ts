import { describe, expect, it } from 'vitest';
import { sha256InNode } from '#training/release/sha256';
import { mapSource, tinyRelease } from '../../../tests/tiny-release.ts';
import { tieredRelease } from '../../../tests/tiered-release.ts';
import { readFile, readManifest, readRelease, readStages } from './read-release.ts';

const read = (files: Map<string, Uint8Array>) => readRelease(mapSource(files), sha256InNode);

describe('readRelease', () => {
  it('makes the bundle from verified files', async () => {
    const source = mapSource(tinyRelease());
    const { manifest, bundle, golden } = await readRelease(source, sha256InNode);
    expect(manifest.version).toBe('tiny-1');
    expect(bundle.modelName).toBe('tiny');
    expect(bundle.catalogue.itemCount).toBe(4);
    expect(bundle.tensors.get('items')?.values).toEqual(new Float32Array(8).fill(0.25));
    expect(bundle.topology).toEqual({ layers: [] });
    expect(golden?.cases).toHaveLength(1);
    expect(source.asked.sort()).toEqual([
      'catalogue.json',
      'golden.json',
      'items.bin',
      'manifest.json',
      'topology.json'
    ]);
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
    const files = new Map([['manifest.json', new TextEncoder().encode('{"formatVersion": 3}')]]);
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

describe('readStages', () => {
  const open = async (files: Map<string, Uint8Array>) => {
    const source = mapSource(files);
    const staged = await readStages(await readManifest(source), (file) =>
      readFile(source, file, sha256InNode)
    );
    return { source, staged };
  };

  it('gives what the first list needs before it asks for the rest', async () => {
    const { source, staged } = await open(tinyRelease('tiny-1', 4, ['items.bin', 'golden.json']));
    expect(source.asked.sort()).toEqual(['catalogue.json', 'manifest.json', 'topology.json']);
    expect(staged.first.bundle.catalogue.itemCount).toBe(4);
    const zeros = staged.first.bundle.tensors.get('items')!;
    expect(zeros.values.every((value) => value === 0)).toBe(true);
    const whole = await staged.whole();
    expect(source.asked).toContain('items.bin');
    const { rows, columns, values } = whole.bundle.tensors.get('items')!;
    expect([rows, columns]).toEqual([zeros.rows, zeros.columns]);
    expect(values.some((value) => value !== 0)).toBe(true);
    expect(whole.golden?.cases).toHaveLength(1);
    expect(staged.first.bundle.tensors.get('items')).toBe(zeros);
    expect(await staged.whole()).toBe(whole);
  });

  it('is whole at once where nothing is of stage 2', async () => {
    const { staged } = await open(tinyRelease());
    expect(await staged.whole()).toBe(staged.first);
  });

  it('can ask for the rest again when that failed', async () => {
    const files = tinyRelease('tiny-1', 4, ['items.bin']);
    const items = files.get('items.bin') as Uint8Array;
    files.set('items.bin', items.slice(1));
    const { staged } = await open(files);
    await expect(staged.whole()).rejects.toMatchObject({ code: 'truncated' });
    files.set('items.bin', items);
    expect((await staged.whole()).bundle.tensors.has('items')).toBe(true);
  });

  it('adds the movies of each tier behind those of the one before', async () => {
    const { source, staged } = await open(tieredRelease());
    expect(staged.first.bundle.catalogue.file.movieId).toEqual([1, 2]);
    const whole = await staged.whole();
    expect(whole.bundle.catalogue.file.movieId).toEqual([1, 2, 3]);
    expect(whole.bundle.tensors.get('items')).toMatchObject({ rows: 3, columns: 2 });
    expect(source.asked).not.toContain('catalogue-3.json');
    const all = await staged.all();
    expect(all.bundle.catalogue.file.movieId).toEqual([1, 2, 3, 4]);
    expect(all.bundle.tensors.get('items')?.values).toEqual(new Float32Array(6).fill(0.25));
    expect(await staged.all()).toBe(all);
  });

  it('brings the whole too when the long tail is asked for first', async () => {
    const { staged } = await open(tieredRelease());
    expect((await staged.all()).bundle.tensors.get('items')?.rows).toBe(3);
  });

  it('has no more than the whole where there is no long tail', async () => {
    const { staged } = await open(tinyRelease('tiny-1', 4, ['items.bin']));
    expect(await staged.all()).toBe(await staged.whole());
  });

  it('refuses a matrix of which a tier is missing', async () => {
    const files = tieredRelease();
    const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as {
      files: { path: string }[];
    };
    const left = { ...manifest, files: manifest.files.filter(({ path }) => path !== 'items-1.bin') };
    files.set('manifest.json', new TextEncoder().encode(JSON.stringify(left)));
    const { staged } = await open(files);
    await expect(staged.whole()).rejects.toThrow('do not join');
  });
});
