/** Owns the vectors of the movies that have hardly a rating: computed from what the catalogue says of them. */
import * as tf from '@tensorflow/tfjs-core';
import { createMatrix, type Matrix } from '#core/tensor';
import { readBack } from './read-back.ts';

/**
 * [N, d]: the first V rows are `own` [V, d], the others content [N, C] times `map` [C, d], on the current tfjs backend:
 * ten million multiplications, which loops that have just been loaded take a tenth of a second for. Throws `backend-failed`.
 */
export async function extendVectors(own: Matrix, content: Matrix, map: Matrix): Promise<Matrix> {
  const all = createMatrix(content.rows, own.columns);
  all.values.set(own.values);
  const otherCount = content.rows - own.rows;
  if (otherCount === 0) return all;
  const others = content.values.subarray(own.rows * content.columns);
  const product = tf.tidy(() =>
    tf.matMul(
      tf.tensor2d(others, [otherCount, content.columns]),
      tf.tensor2d(map.values, [map.rows, map.columns])
    )
  );
  all.values.set(await readBack(product), own.values.length);
  return all;
}
