import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { useWasm } from './tfjs-node.ts';

beforeAll(useWasm);

const random = createRandom(1);
const draw = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());

/** Plain loops: [batch, n, k] x [batch, k, m], either operand stored transposed. */
function multiply(
  a: Float32Array,
  b: Float32Array,
  sizes: readonly number[],
  turnA: boolean,
  turnB: boolean
): number[] {
  const [batch, n, k, m] = sizes as [number, number, number, number];
  const out: number[] = [];
  for (let s = 0; s < batch; s++) {
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < m; column++) {
        let sum = 0;
        for (let j = 0; j < k; j++) {
          const left = a[s * n * k + (turnA ? j * n + row : row * k + j)]!;
          const right = b[s * k * m + (turnB ? column * k + j : j * m + column)]!;
          sum += left * right;
        }
        out.push(sum);
      }
    }
  }
  return out;
}

const expectClose = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, k) => expect(actual[k]).toBeCloseTo(value, 4));
};

describe('the wasm backend in Node', () => {
  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true]
  ])(
    'multiplies like plain loops with transposeA %s and transposeB %s, and leaves no tensor behind',
    (turnA, turnB) => {
      const [batch, n, k, m] = [2, 5, 7, 3] as const;
      const a = draw(batch * n * k);
      const b = draw(batch * k * m);
      const left = tf.tensor3d(a, turnA ? [batch, k, n] : [batch, n, k]);
      const right = tf.tensor3d(b, turnB ? [batch, m, k] : [batch, k, m]);
      const before = tf.engine().backend.numDataIds();
      const plain = tf.matMul(left, right, turnA, turnB);
      const fused = tf.fused.matMul({
        a: left,
        b: right,
        transposeA: turnA,
        transposeB: turnB,
        activation: 'relu'
      });
      expect(plain.shape).toEqual([batch, n, m]);
      const expected = multiply(a, b, [batch, n, k, m], turnA, turnB);
      expectClose(plain.dataSync(), expected);
      expectClose(
        fused.dataSync(),
        expected.map((value) => Math.max(0, value))
      );
      plain.dispose();
      fused.dispose();
      expect(tf.engine().backend.numDataIds()).toBe(before);
      left.dispose();
      right.dispose();
    }
  );

  it('broadcasts a matrix over a batch, transposed or not', () => {
    const a = draw(2 * 3 * 4);
    const b = draw(5 * 4);
    const product = tf.matMul(tf.tensor3d(a, [2, 3, 4]), tf.tensor3d(b, [1, 5, 4]), false, true);
    expectClose(product.dataSync(), multiply(a, Float32Array.of(...b, ...b), [2, 3, 4, 5], false, true));
  });

  it('sums segments, dropping ids outside the range', () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
    const sums = tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, 3], 'int32'), 3);
    expect(sums.shape).toEqual([3, 2]);
    expect(Array.from(sums.dataSync())).toEqual([3, 4, 0, 0, 6, 8]);
  });

  it('has the gradient of gather: rows that are gathered twice get both gradients', () => {
    const gradient = tf.grad((table: tf.Tensor) => tf.sum(tf.gather(table, tf.tensor1d([1, 1, 0], 'int32'))));
    expect(Array.from(gradient(tf.zeros([3, 2])).dataSync())).toEqual([1, 1, 2, 2, 0, 0]);
  });

  it('may be asked for again', async () => {
    await useWasm();
    expect(tf.getBackend()).toBe('wasm');
  });
});
