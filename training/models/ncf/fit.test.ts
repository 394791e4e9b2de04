import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { tensorOf } from '#core/bundle';
import { foldNetwork, scoreItems, userPart } from '#core/ncf';
import { createRandom } from '#core/random';
import { STARS_MAX, STARS_MIN } from '#core/rating';
import { createNcfModel } from '#scorer/ncf-model';
import { useWasm } from '../../tfjs-node.ts';
import { tinyDataset } from '../tiny-dataset.ts';
import { fitNcf, type NcfFit } from './fit.ts';
import { writeWeights } from './network.ts';
import type { NcfOptions } from './options.ts';

/** Thirty people of two tastes: one half likes odd movies, the other even ones. */
const random = createRandom(11);
const dataset = tinyDataset(
  Array.from({ length: 30 }, (_, user) =>
    Array.from({ length: 20 }, (_, movie) => {
      const likes = user % 2 === movie % 2;
      return [user + 1, movie + 1, (likes ? 4 : 2) + random.below(3) / 2] as const;
    }).filter(() => random.uniform() < 0.8)
  ).flat(),
  21
);
const quick: Partial<NcfOptions> = {
  seed: 3,
  embeddingSize: 4,
  hiddenSizes: [8, 4],
  batchSize: 16,
  epochs: 25,
  learningRate: 0.01,
  hiddenDropout: 0.1
};
let fit: NcfFit;

beforeAll(async () => {
  await useWasm();
  fit = await fitNcf(dataset, { ...quick, validationShare: 0.15, testShare: 0.15 });
});

describe('fitNcf', () => {
  it('measures every epoch, learns the two tastes, and does as well on ratings that it never saw', () => {
    expect(fit.history.map((epoch) => epoch.epoch)).toEqual(Array.from({ length: 25 }, (_, k) => k + 1));
    const last = fit.history.at(-1);
    expect(last?.trainLoss).toBeLessThan(fit.history[0]?.trainLoss ?? 0);
    expect(last?.validationLoss).toBeCloseTo((last?.rmse ?? NaN) ** 2, 9);
    expect(last?.mae).toBeLessThan(last?.rmse ?? 0);
    // Without the tastes the best there is has a deviation of about 1.08.
    expect(fit.test?.rmse).toBeLessThan(0.8);
  });

  it('measures nothing where nothing is kept from training', async () => {
    const plain = await fitNcf(dataset, { ...quick, epochs: 1 });
    expect(plain.test).toBeNull();
    expect(plain.history[0]).toMatchObject({
      validationLoss: null,
      rmse: null,
      mae: null,
      learningRate: 0.01
    });
  });

  it('gives the same network for the same seed and another for another', async () => {
    const [one, same, other] = [await run(3), await run(3), await run(4)];
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    async function run(seed: number) {
      return (await fitNcf(dataset, { ...quick, epochs: 2, seed })).bundle.tensors;
    }
  });

  it('stops when the validation loss has not fallen for `patience` epochs, and returns the best weights', async () => {
    // So high a rate wanders: some later epoch is worse than an earlier one.
    const wild = { ...quick, epochs: 60, learningRate: 0.2, validationShare: 0.3, earlyStoppingPatience: 2 };
    const { history, bundle, predictKnown } = await fitNcf(dataset, wild);
    const losses = history.map((epoch) => epoch.validationLoss ?? NaN);
    const best = losses.indexOf(Math.min(...losses));
    expect(history.length).toBe(best + 1 + 2);
    expect(bundle.hyperParameters['epochsTrained']).toBe(history.length);
    const short = await fitNcf(dataset, { ...wild, epochs: best + 1 });
    expect(short.predictKnown(0, 0)).toBe(predictKnown(0, 0));
  });

  it('clips gradients: a tiny limit changes what is learnt', async () => {
    const [free, tight] = [null, 1e-6].map((gradientClipNorm) =>
      fitNcf(dataset, { ...quick, epochs: 1, gradientClipNorm })
    );
    expect((await tight)?.bundle.tensors).not.toEqual((await free)?.bundle.tensors);
  });

  it('can be cancelled, and refuses a dataset of one rating', async () => {
    await expect(fitNcf(dataset, quick, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted'
    });
    await expect(fitNcf(tinyDataset([[1, 1, 4]], 1))).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('the bundle of the network', () => {
  it('holds a topology and weights with which tfjs predicts what the plain loops predict', async () => {
    const { bundle } = fit;
    const topology = JSON.parse(JSON.stringify(bundle.topology)) as object;
    const model = await layers.models.modelFromJSON(
      topology as Parameters<typeof layers.models.modelFromJSON>[0]
    );
    writeWeights(model, bundle.tensors);
    const items = tensorOf(bundle, 'items');
    const vector = Float32Array.from({ length: 4 }, () => random.normal());
    const pairs = Float32Array.from({ length: items.rows * 8 }, (_, k) =>
      k % 8 < 4 ? vector[k % 8]! : items.values[Math.floor(k / 8) * 4 + (k % 8) - 4]!
    );
    const shares = (model.predict(tf.tensor2d(pairs, [items.rows, 8])) as tf.Tensor).dataSync();
    const network = foldNetwork(2, items, (name) => tensorOf(bundle, name));
    const stars = scoreItems(network, userPart(network, vector));
    expect(stars).toHaveLength(21);
    stars.forEach((value, item) => {
      expect(Math.abs(value - (STARS_MIN + (STARS_MAX - STARS_MIN) * (shares[item] ?? NaN)))).toBeLessThan(
        1e-4
      );
    });
    model.dispose();
  });

  it('does not hold the training users', () => {
    for (const matrix of fit.bundle.tensors.values()) expect(matrix.rows).not.toBe(dataset.userCount);
  });

  it("recommends to somebody unseen by their taste, and the mean user's stars to nobody", async () => {
    const model = createNcfModel(fit.bundle);
    const isOdd = (item: number): boolean => dataset.catalogue.file.movieId[item]! % 2 === 1;
    const items = Int32Array.from({ length: 8 }, (_, item) => item);
    const [odd, even, nobody] = await model.score([
      { items, stars: Float32Array.from(items, (item) => (isOdd(item) ? 5 : 1.5)) },
      { items, stars: Float32Array.from(items, (item) => (isOdd(item) ? 1.5 : 5)) },
      { items: new Int32Array(0), stars: new Float32Array(0) }
    ]);
    let apart = 0;
    for (let item = 8; item < 20; item++) {
      apart += (isOdd(item) ? 1 : -1) * (odd!.stars[item]! - even!.stars[item]!);
    }
    expect(apart / 12).toBeGreaterThan(0.5);
    const network = foldNetwork(2, tensorOf(fit.bundle, 'items'), (name) => tensorOf(fit.bundle, name));
    const mean = scoreItems(network, userPart(network, tensorOf(fit.bundle, 'users/mean').values));
    nobody?.stars.forEach((value, item) => expect(value).toBeCloseTo(mean[item] ?? NaN, 5));
    expect(odd?.ranking).toEqual(odd?.stars);
    model.dispose();
  });

  it('is refused without its noise or a matrix', () => {
    const { bundle } = fit;
    const bad = expect.objectContaining({ code: 'bad-release' }) as Error;
    expect(() => createNcfModel({ ...bundle, hyperParameters: {} })).toThrow(bad);
    expect(() => createNcfModel({ ...bundle, tensors: new Map() })).toThrow(bad);
  });
});
