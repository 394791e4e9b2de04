/** The files of the accounts: a full disk, a crash and a broken file cost nothing that was kept before. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'cognito-local/lib/services/context.js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as output from '#training/atomic-output';
import { YamrError } from '#core/errors';
import { jsonStores } from './json-store.ts';

const context = {} as Context;
let folder = '';
const told: string[] = [];
const open = () =>
  jsonStores(folder, (sentence) => told.push(sentence)).create(context, 'pool', { Users: {} });
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-store-'));
  told.length = 0;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

it('keeps what was set, dates included, for nobody else’s eyes', async () => {
  const store = await open();
  const madeAt = new Date(1e12);
  await store.set(context, ['Users', 'ann'], { Username: 'ann', UserCreateDate: madeAt });
  const again = await open();
  expect(await again.get(context, ['Users', 'ann'])).toEqual({ Username: 'ann', UserCreateDate: madeAt });
  expect((await stat(join(folder, 'pool.json'))).mode & 0o777).toBe(0o600);
  await again.delete(context, ['Users', 'ann']);
  expect(await (await open()).get(context, 'Users')).toEqual({});
});

it('loses nothing where a write fails: neither the file nor what it held in memory', async () => {
  const store = await open();
  await store.set(context, ['Users', 'ann'], { Username: 'ann' });
  const before = await readFile(join(folder, 'pool.json'), 'utf8');
  const full = vi
    .spyOn(output, 'writeFileAtomically')
    .mockRejectedValueOnce(new YamrError('unwritable', 'The disk is full.'));
  await expect(store.set(context, ['Users', 'bea'], { Username: 'bea' })).rejects.toThrow('full');
  full.mockRestore();
  expect(await readFile(join(folder, 'pool.json'), 'utf8')).toBe(before);
  expect(await store.get(context, 'Users')).toEqual({ ann: { Username: 'ann' } });
  await store.set(context, ['Users', 'cem'], { Username: 'cem' });
  expect(await (await open()).get(context, 'Users')).toEqual({
    ann: { Username: 'ann' },
    cem: { Username: 'cem' }
  });
});

it('gives copies: what is changed in them is kept only when it is set', async () => {
  const store = await open();
  await store.set(context, ['Users', 'ann'], { RefreshTokens: ['a'] });
  const user = await store.get<{ RefreshTokens: string[] }>(context, ['Users', 'ann']);
  user?.RefreshTokens.push('b');
  expect(await store.get(context, ['Users', 'ann'])).toEqual({ RefreshTokens: ['a'] });
});

it.each([
  ['empty', ''],
  ['cut off', '{"Users":{"ann":{"Userna'],
  ['of another shape', '{"Users":[]}'],
  ['no object', 'null']
])('moves a file aside that is %s, and says so', async (_, text) => {
  await writeFile(join(folder, 'pool.json'), text);
  const store = await open();
  expect(await store.get(context, 'Users')).toEqual({});
  const aside = (await readdir(folder)).find((name) => name.startsWith('pool.json.broken-')) ?? '';
  expect(await readFile(join(folder, aside), 'utf8')).toBe(text);
  expect(told).toEqual([expect.stringContaining(aside)]);
  // cognito-local would take it for a pool of its own.
  expect(aside).not.toMatch(/\.json$/);
});

it('moves nothing where it is not the text that is wrong', async () => {
  await mkdir(join(folder, 'pool.json'));
  await expect(open()).rejects.toThrow(/EISDIR/);
  expect([told, await readdir(folder)]).toEqual([[], ['pool.json']]);
});

it('clears away what a killed process had begun to write', async () => {
  await writeFile(join(folder, '.pool.json.tmp-1-0'), 'half');
  await open();
  expect(await readdir(folder)).toEqual(['pool.json']);
});
