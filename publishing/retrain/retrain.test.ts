/** Whole retrains with a tiny model, from dynalite to a store of releases. */
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { YamrError } from '#core/errors';
import { createRandom } from '#core/random';
import type { Manifest } from '#core/release-format';
import { fitYamr } from '#training/models/yamr/fit';
import { yamr } from '#training/models/yamr/model';
import { TINY_OPTIONS } from '#training/models/yamr/tiny-options';
import type { TrainableModel } from '#training/models/model';
import type { YamrOptions } from '#training/models/yamr/options';
import { silentProgress } from '#training/progress';
import type { MovieLensTables } from '#training/movielens/tables';
import { readReleaseFolder } from '#training/release/read';
import { signingKeyOf } from '#training/release/sign';
import { generateMovieLens } from '#training/synthetic/generate';
import { train } from '#training/train';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';
import { DEVELOPMENT_KEY } from '../../tests/tiny-release.ts';
import { writeItems } from '../../server/tables/batch-write.ts';
import { connectTables } from '../../server/tables/client.ts';
import { diskStore } from '../disk-store.ts';
import { exclusively } from '../lock.ts';
import { promote } from '../pointer.ts';
import { verifyRelease } from '../releases.ts';
import { movePointer, readPointer } from '../stored-pointer.ts';
import { historyOf, readHistory } from './history.ts';
import { retrain, type RetrainOptions } from './retrain.ts';

vi.setConfig({ testTimeout: 300_000 });
const KNOWN = [DEVELOPMENT_KEY.publicKey];
const movieLens = generateMovieLens({ users: 520, movies: 200, ratings: 18_000, seed: 7 });
const settings: YamrOptions = { ...TINY_OPTIONS, gibbs: { ...TINY_OPTIONS.gibbs, sweeps: 100, burnIn: 20 } };
const tiny: TrainableModel = {
  ...yamr,
  fitRelease: (dataset, seed, hooks) => fitYamr(dataset, seed, hooks, settings)
};
/** Learns from ratings that were dealt out anew among the people. */
const confused: TrainableModel = {
  ...tiny,
  fitRelease(dataset, seed, hooks) {
    const order = Array.from(dataset.stars);
    const stars = Float32Array.from(createRandom(seed).shuffle(order));
    return fitYamr({ ...dataset, stars }, seed, hooks, settings);
  }
};

let backend: TestBackend;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-retrain-'));
  backend = await startTestBackend();
  const people = Array.from({ length: 12 }, () => randomUUID());
  const like = generateMovieLens({ users: 40, movies: 200, ratings: 1200, seed: 7 }).ratings;
  const rows = people.flatMap((userId, k) =>
    Array.from(like.userId, (_, row) => row)
      .filter((row) => like.userId[row] === k + 1)
      .map((row) => ({
        userId,
        movieId: like.movieId[row],
        stars: like.stars[row],
        updatedAtMs: 1,
        epoch: 0
      }))
  );
  await writeItems(backend.tables, 'ratings', rows.length, (k) => rows[k] ?? {});
});
afterAll(async () => {
  await backend.close();
  await rm(folder, { recursive: true, force: true });
});

/** What is trained takes half a minute: a model's second release is its first, copied. */
const trained = new Map<TrainableModel, string>();
const trainOnce =
  (model: TrainableModel) =>
  async (tables: MovieLensTables, to: string): Promise<Manifest> => {
    let from = trained.get(model);
    if (from === undefined) {
      trained.set(model, (from = join(folder, `trained-${trained.size}`)));
      await train(tables, model, 1, from, {});
    }
    await cp(from, to, { recursive: true });
    return (await readReleaseFolder(to)).manifest;
  };

const store = () => diskStore(join(folder, 'models'));
const history = () => historyOf(store(), join(folder, 'work'));
const run = (changes: Partial<RetrainOptions> = {}) =>
  retrain({
    open: () =>
      Promise.resolve({ tables: connectTables({ endpoint: backend.endpoint }), source: 'test', movieLens }),
    train: trainOnce(tiny),
    model: tiny,
    recipeOf: () => tiny,
    seed: 1,
    store: store(),
    history: history(),
    folder: join(folder, 'work'),
    out: join(folder, 'out'),
    knownKeys: KNOWN,
    authority: { key: DEVELOPMENT_KEY, knownKeys: KNOWN },
    force: false,
    dryRun: false,
    progress: silentProgress,
    print: () => undefined,
    ...changes
  });
/** Every file of the store, byte for byte. */
async function contents(): Promise<Map<string, string>> {
  const entries = await readdir(join(folder, 'models'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.sort().map(async (path) => [path, await readFile(path, 'base64')] as const))); // prettier-ignore
}

it('exports, joins, trains, judges and publishes, and leaves a line', async () => {
  const { record, checks } = await run();
  expect(checks.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
  expect(record).toMatchObject({ result: 'Published', visitors: 12, reasons: [] });
  const { version = '' } = record;
  expect(await readPointer(store())).toMatchObject({ formatVersion: 1, version });
  const manifest = await verifyRelease(store(), version, KNOWN);
  expect(manifest.dataset).toMatchObject({ users: 532, ratings: record.ratings });
  expect(await readHistory(history())).toEqual([record]);
});

it('refuses a model that learnt nonsense, says why, and leaves every byte of the store as it was', async () => {
  const before = await contents();
  const { record, checks } = await run({ train: trainOnce(confused) });
  expect(record.result).toBe('Refused');
  expect(record.reasons.join('\n')).toMatch(/RMSE against the release in use: It loses 0\.\d+/);
  expect(await contents()).toEqual(before);
  expect((await readHistory(history())).at(-1)).toEqual(record);
  const gate = await readFile(join(folder, 'out', 'gate.txt'), 'utf8');
  expect(gate).toContain('REFUSED RMSE against the recipe in use. It loses');
  expect(JSON.parse(await readFile(join(folder, 'out', 'gate.json'), 'utf8'))).toEqual({ ...record, checks });
  expect(await readFile(join(folder, 'out', 'report.html'), 'utf8')).toContain('<html');
});

it('publishes it for a share of the devices when it is forced, and says that it was', async () => {
  const before = await contents();
  const forced = { train: trainOnce(confused), force: true, share: 0.25 };
  const looked = await run({ ...forced, dryRun: true });
  expect(looked.record).toMatchObject({ result: 'Published', forced: true });
  expect(await contents()).toEqual(before);
  expect(await readHistory(history())).toHaveLength(2);

  const { record } = await run(forced);
  expect(record).toMatchObject({ result: 'Published', forced: true, share: 0.25 });
  expect(record.reasons.length).toBeGreaterThan(0);
  expect(await readPointer(store())).toMatchObject({
    version: record.previous,
    candidate: { version: record.version, share: 0.25 }
  });
});

it('publishes nothing beside what came into use while it trained, nor while somebody else publishes', async () => {
  const changed = join(folder, 'meanwhile');
  await cp(join(folder, 'models'), changed, { recursive: true });
  const meanwhile = diskStore(changed);
  const authority = { key: DEVELOPMENT_KEY, knownKeys: KNOWN };
  const forced = { store: meanwhile, train: trainOnce(confused), force: true };
  const promoted: RetrainOptions['train'] = async (tables, to) => {
    const manifest = await trainOnce(confused)(tables, to);
    await exclusively(meanwhile, (claim) => movePointer(claim, promote, authority));
    return manifest;
  };
  const inUse = (await readPointer(meanwhile))?.candidate?.version ?? '';
  await expect(run({ ...forced, train: promoted })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(`While this trained, ${inUse} came into use`)
  });
  expect(await readPointer(meanwhile)).toMatchObject({ version: inUse });
  await exclusively(meanwhile, async () => {
    await expect(run(forced)).rejects.toThrow('is being changed by process');
  });
  expect(await readPointer(meanwhile)).toMatchObject({ version: inUse });
});

it('does not begin with a key that the store is not signed with', async () => {
  const key = signingKeyOf('1'.repeat(64));
  const other = { key, knownKeys: [...KNOWN, key.publicKey] };
  await expect(run({ authority: other })).rejects.toMatchObject({ code: 'bad-signature' });
  expect((await readHistory(history())).at(-1)?.durationsSec['train']).toBeUndefined();
});

it('writes down what made it fail, and changes nothing', async () => {
  const before = await contents();
  const open = () => Promise.reject(new YamrError('network', 'No DynamoDB answers.'));
  await expect(run({ open })).rejects.toThrow('No DynamoDB answers.');
  expect((await readHistory(history())).at(-1)).toMatchObject({
    result: 'Failed',
    reasons: ['No DynamoDB answers.']
  });
  expect(await contents()).toEqual(before);
});

it('trains nothing beside a release that is broken, nor a candidate beside none', async () => {
  const empty = diskStore(join(folder, 'empty'));
  await expect(run({ store: empty, share: 0.5 })).rejects.toThrow('has no version in use');
  await cp(join(folder, 'models'), join(folder, 'broken'), { recursive: true });
  const { version = '' } = (await readPointer(store())) ?? {};
  await rm(join(folder, 'broken', version, 'golden.json'));
  await expect(run({ store: diskStore(join(folder, 'broken')) })).rejects.toMatchObject({
    code: 'not-found'
  });
});
