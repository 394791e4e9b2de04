import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { useWasm } from '../../tfjs-node.ts';
import { crossEntropy, read, valueAndGradients } from './loss.ts';

beforeAll(useWasm);

describe('the cross-entropy', () => {
  it('of logits 0 and log 3 with the first wanted is log 4, times the weight', () => {
    const loss = crossEntropy(tf.tensor2d([[0, Math.log(3)]]), tf.tensor2d([[1, 0]]), tf.tensor2d([[0.5]]));
    expect(loss.dataSync()[0]).toBeCloseTo(0.5 * Math.log(4), 5);
  });

  it('adds up over the batch, counts several wanted ones, and is finite for what is masked', () => {
    const loss = crossEntropy(
      tf.tensor2d([[0, 0, 0, 0], [0, 0, -1e4, -1e4]]), // prettier-ignore
      tf.tensor2d([[1, 1, 0, 0], [0.5, 0.5, 0, 0]]), // prettier-ignore
      tf.tensor2d([[1], [2]])
    );
    expect(loss.dataSync()[0]).toBeCloseTo(2 * Math.log(4) + 2 * Math.log(2), 5);
  });

  it('has the gradient that finite differences measure, whatever the mass of the targets', () => {
    const random = createRandom(1);
    const [rows, columns] = [3, 5];
    const logits = Float32Array.from({ length: rows * columns }, () => 2 * random.normal());
    const targets = [0, 1, 0, 1, 0, 0.25, 0.25, 0.5, 0, 0, 0, 0, 0, 0, 0];
    const weights = [0.5, 1.5, 1];
    const lossAt = (values: Float32Array): number => {
      // In float64, as float32 differences say nothing.
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        const own = Array.from(values.subarray(row * columns, (row + 1) * columns));
        const total = Math.log(own.reduce((all, value) => all + Math.exp(value), 0));
        own.forEach((value, k) => (sum -= weights[row]! * targets[row * columns + k]! * (value - total)));
      }
      return sum;
    };
    const { loss, gradients } = valueAndGradients([{ values: logits, shape: [rows, columns] }], (x) =>
      crossEntropy(x, tf.tensor2d(targets, [rows, columns]), tf.tensor2d(weights, [rows, 1]))
    );
    expect(loss).toBeCloseTo(lossAt(logits), 4);
    logits.forEach((value, k) => {
      const at = (change: number): Float32Array => logits.map((old, j) => (j === k ? value + change : old));
      const slope = (lossAt(at(0.01)) - lossAt(at(-0.01))) / 0.02;
      expect(gradients[0]![k]).toBeCloseTo(slope, 3);
    });
  });
});

describe('valueAndGradients', () => {
  it('gives each leaf its gradient and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const { loss, gradients } = valueAndGradients(
      [
        { values: Float32Array.of(1, 2), shape: [1, 2] },
        { values: Float32Array.of(3, 4), shape: [2, 1] }
      ],
      (a, b) => tf.sum(tf.matMul(a, b))
    );
    expect(loss).toBe(11);
    expect(gradients.map((gradient) => [...gradient])).toEqual([[3, 4], [1, 2]]); // prettier-ignore
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('read', () => {
  it('copies the result out and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    expect([...read(() => tf.mul(tf.tensor1d([1, 2]), 3))]).toEqual([3, 6]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
