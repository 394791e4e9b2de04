/** The whole of the model on a synthetic world, with settings so small that it takes seconds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rmse } from '#core/metrics/rmse';
import { createVisitorModel } from '#scorer/create-model';
import { selfTest } from '#scorer/self-test';
import { buildDataset } from '../../dataset.ts';
import { evaluateNewcomers } from '../../evaluate/newcomers.ts';
import { makeGolden } from '../../release/golden.ts';
import { quantise } from '../../release/quantise.ts';
import { readReleaseFolder } from '../../release/read.ts';
import { writeRelease } from '../../release/write.ts';
import { splitNewcomers, splitRatings } from '../../split.ts';
import { generateMovieLens } from '../../synthetic/generate.ts';
import { useWasm } from '../../tfjs-node.ts';
import { globalMeanModel, randomModel } from '../baselines.ts';
import { fitBias } from '../bias.ts';
import { fitYamr } from './fit.ts';
import { yamr } from './model.ts';
import { TINY_OPTIONS } from './tiny-options.ts';

// Seconds on two idle cores; much longer where other work has them.
vi.setConfig({ hookTimeout: 300_000, testTimeout: 300_000 });

const dataset = buildDataset(generateMovieLens({ users: 120, movies: 320, ratings: 7000, seed: 8 }));
const split = splitNewcomers(dataset, 1);

let folder = '';
let fit: Awaited<ReturnType<typeof fitYamr>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-fit-'));
  fit = await fitYamr(split.train, 1, {}, TINY_OPTIONS);
  await useWasm();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a model that was fitted', () => {
  it('becomes a release whose golden lists the scorer reproduces from its files', async () => {
    const artefact = quantise(fit.bundle);
    const scorer = await createVisitorModel(artefact);
    const golden = await makeGolden(artefact, scorer, 1);
    scorer.dispose();
    await writeRelease(join(folder, 'release'), fit.bundle, {
      dataset: split.train,
      seed: 1,
      codeCommit: 'none',
      createdAt: new Date(0),
      metrics: {},
      golden
    });
    const release = await readReleaseFolder(join(folder, 'release'));
    const model = await createVisitorModel(release.bundle);
    expect(model.itemCount).toBe(320);
    expect(await selfTest(model, release.bundle.catalogue, release.golden)).toEqual({
      caseCount: 7,
      problems: []
    });
    model.dispose();
  });

  it('serves people that it has never seen better than the mean of all ratings, and than chance', async () => {
    const model = await createVisitorModel(quantise(fit.bundle));
    const bias = fitBias(split.train);
    const judge = (one: typeof model) =>
      evaluateNewcomers(one, split.newcomers, split.train.catalogue.file.ratingCount, [10]);
    const own = (await judge(model))[10]!;
    expect(own.rmse).toBeLessThan(0.95 * (await judge(globalMeanModel(split.train, bias)))[10]!.rmse);
    expect(own.ndcg10).toBeGreaterThan(2 * (await judge(randomModel(split.train, bias, 1)))[10]!.ndcg10);
    expect(own.interval80).toBeGreaterThan(0.65);
    expect(own.interval80).toBeLessThan(0.92);
    model.dispose();
  });

  it('tells the losses of both nets, an epoch each', () => {
    expect(Object.values(fit.curves).map((curve) => curve.length)).toEqual([5, 5]);
  });

  it('is the same for the same seed and data', async () => {
    const again = await fitYamr(split.train, 1, {}, TINY_OPTIONS);
    expect(again.bundle.hyperParameters).toEqual(fit.bundle.hyperParameters);
    expect(again.bundle.tensors).toEqual(fit.bundle.tensors);
  });
});

describe('training', () => {
  it('can be cancelled', async () => {
    const controller = new AbortController();
    const fitting = fitYamr(split.train, 1, { signal: controller.signal }, TINY_OPTIONS);
    setTimeout(() => controller.abort(), 300);
    await expect(fitting).rejects.toMatchObject({ code: 'aborted' });
  });

  it('for known users beats the bias model on ratings that were held out', async () => {
    const small = generateMovieLens({ users: 60, movies: 100, ratings: 3000, seed: 8 });
    const { train, test } = splitRatings(small, 1);
    const predict = await yamr.fitKnownUsers(train, 1);
    const userIndex = new Map(Array.from(train.userIds, (userId, index) => [userId, index]));
    const bias = fitBias(train);
    const pairs = test.map(
      ({ userId, movieId }) => [userIndex.get(userId)!, train.catalogue.indexOf(movieId)!] as const
    );
    const actual = test.map(({ stars }) => stars);
    const baseline = pairs.map(([user, item]) => bias.mean + bias.userOffset[user]! + bias.itemOffset[item]!);
    expect(
      rmse(
        pairs.map(([user, item]) => predict(user, item)),
        actual
      )
    ).toBeLessThan(0.98 * rmse(baseline, actual));
  });
});
