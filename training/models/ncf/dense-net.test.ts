import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { STARS_MAX, STARS_MIN } from '#core/rating';
import { useWasm } from '../../tfjs-node.ts';
import { createDenseNet } from './dense-net.ts';
import { createNetwork, writeWeights } from './network.ts';
import { resolveOptions } from './options.ts';

beforeAll(useWasm);

const plain = resolveOptions({
  embeddingSize: 3,
  hiddenSizes: [5, 4],
  batchSize: 16,
  embeddingDropout: 0,
  hiddenDropout: 0
});
const random = createRandom(7);
const drawVectors = (count: number): Float32Array =>
  Float32Array.from({ length: count * 6 }, () => random.normal());
const drawStars = (count: number): Float32Array =>
  Float32Array.from({ length: count }, () => (1 + random.below(10)) / 2);

describe('the dense layers in training', () => {
  it('have the loss, the gradients and the batch statistics of the tfjs layers', () => {
    const count = 12;
    const vectors = drawVectors(count);
    const stars = drawStars(count);
    const net = createDenseNet(plain, createRandom(1));
    const model = createNetwork(plain);
    writeWeights(model, net.weights());
    const variables = model.trainableWeights.map((weight) => weight.read());
    const { value, grads } = tf.valueAndGrads((x: tf.Tensor) => {
      const share = model.apply(x, { training: true }) as tf.Tensor;
      const predicted = tf.add(tf.mul(share, STARS_MAX - STARS_MIN), STARS_MIN);
      return tf.mean(tf.squaredDifference(predicted, tf.tensor2d(stars, [count, 1])));
    })([tf.tensor2d(vectors, [count, 6]), ...variables]);

    const vectorGradient = new Float32Array(vectors.length);
    expect(net.pass(vectors, stars, vectorGradient)).toBeCloseTo(value.dataSync()[0] ?? NaN, 4);
    const expectClose = (actual: Float32Array | undefined, expected: tf.Tensor | undefined): void => {
      const values = expected?.dataSync() ?? [];
      expect(actual).toHaveLength(values.length);
      for (let k = 0; k < values.length; k++) expect(actual?.[k]).toBeCloseTo(values[k] ?? NaN, 4);
    };
    expectClose(vectorGradient, grads[0]);
    model.trainableWeights.forEach((weight, at) => {
      expectClose(net.gradients.get(weight.originalName), grads[at + 1]);
    });
    expect(net.gradients.size).toBe(model.trainableWeights.length);
    expectClose(net.weights().get('norm1/moving_mean')?.values, model.getLayer('norm1').getWeights()[2]);
    model.dispose();
  });

  it('keep nine tenths of the running variance and add the unbiased variance of the batch', () => {
    const net = createDenseNet(resolveOptions({ ...plain, hiddenSizes: [1] }), createRandom(1));
    const ones = new Map([...net.weights()].filter(([name]) => name === 'dense1/kernel'));
    ones.get('dense1/kernel')?.values.fill(1);
    net.setWeights(ones);
    // Two rows whose active values are 1 and 3: mean 2, unbiased variance 2.
    net.pass(
      Float32Array.of(1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0),
      Float32Array.of(3, 4),
      new Float32Array(12)
    );
    expect(net.weights().get('norm1/moving_mean')?.values[0]).toBeCloseTo(0.2, 6);
    expect(net.weights().get('norm1/moving_variance')?.values[0]).toBeCloseTo(0.9 + 0.2, 6);
  });

  it('drop the given share of inputs, scale up the rest, and give dropped inputs no gradient', () => {
    const options = resolveOptions({ ...plain, batchSize: 500, embeddingDropout: 0.2 });
    const gradient = new Float32Array(500 * 6);
    createDenseNet(options, createRandom(2)).pass(drawVectors(500), drawStars(500), gradient);
    expect(gradient.filter((value) => value === 0).length / gradient.length).toBeCloseTo(0.2, 1);
  });

  it('draw other masks for every batch', () => {
    const net = createDenseNet(resolveOptions({ ...plain, hiddenDropout: 0.5 }), createRandom(3));
    const vectors = drawVectors(16);
    const stars = drawStars(16);
    const losses = [1, 2, 3].map(() => net.pass(vectors, stars, new Float32Array(vectors.length)));
    expect(new Set(losses).size).toBe(3);
  });
});
