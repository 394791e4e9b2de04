import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseModelCard } from '#core/model-card';
import type { Manifest } from '#core/release-format';
import { fitYamr } from './models/yamr/fit.ts';
import { yamr } from './models/yamr/model.ts';
import { TINY_OPTIONS } from './models/yamr/tiny-options.ts';
import { readReleaseFolder } from './release/read.ts';
import { refuseUnjudged } from './release/unjudged.ts';
import { generateMovieLens } from './synthetic/generate.ts';
import { trainOnly } from './train.ts';

// Seconds on two idle cores; much longer where other work has them.
vi.setConfig({ hookTimeout: 300_000 });

const tables = generateMovieLens({ users: 80, movies: 200, ratings: 4000, seed: 8 });
const small = {
  ...yamr,
  fitRelease: (...[dataset, seed, hooks]: Parameters<typeof yamr.fitRelease>) =>
    fitYamr(dataset, seed, hooks, TINY_OPTIONS)
};

let folder = '';
let manifest: Manifest;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-fit-only-'));
  manifest = await trainOnly(tables, small, 1, folder, {});
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('is a whole release, golden cases included', async () => {
  const { bundle } = await readReleaseFolder(folder);
  expect(bundle.catalogue.itemCount).toBe(tables.movies.length);
  expect(manifest.files.map(({ role }) => role)).toContain('golden');
});

it('says in its manifest and in its card that nothing was measured', async () => {
  expect(manifest.metrics).toEqual({ fitOnly: true });
  const card = parseModelCard(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')));
  expect(card.verdict.outcome).toBe('hold');
  expect(card.dataset.ratings.count).toBe(4000);
  expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('nothing in it has been measured');
});

it('is not published by mistake', () => {
  expect(() => refuseUnjudged(manifest)).toThrow('publish with --force');
  expect(() => refuseUnjudged({ ...manifest, metrics: { newcomers: {} } })).not.toThrow();
});
