/**
 * Owns the rating head's one large product: the tastes of some visitors times the vectors of all movies, on the
 * current tfjs backend or, for one visitor on a processor, ours. Everything else of that head is small and lies in core/rating-head.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { FoldedVisitor, RatingHead } from '#core/rating-head';
import { clipStars, STARS_MAX, STARS_MIN } from '#core/rating';
import { readBack } from './read-back.ts';
import { createRowProducts, type RowSource } from './row-products.ts';

export interface RatingProduct {
  /** Expected stars of all movies, clipped to the scale: [visitors * itemCount] float32. Throws `backend-failed`. */
  stars(visitors: readonly FoldedVisitor[]): Promise<Float32Array>;
  dispose(): void;
}

/** A tfjs backend must be current. On a processor the product of one visitor is row-products.ts'. */
export async function createRatingProduct({ vectors, mean }: RatingHead): Promise<RatingProduct> {
  const { rows, columns, values } = vectors;
  const source: RowSource = {
    rowCount: rows,
    size: columns,
    copyRows(out, stride) {
      for (let row = 0; row < rows; row++)
        out.set(values.subarray(row * columns, (row + 1) * columns), row * stride);
    }
  };
  const [times] = (tf.getBackend() === 'wasm' && (await createRowProducts([source]))) || [];
  /** The transposed vectors, so that the product reads memory in order, and the crowd; made when they are needed. */
  let tensors: readonly [tf.Tensor, tf.Tensor] | undefined;
  return {
    async stars(visitors) {
      if (visitors.length === 1 && times) {
        const stars = new Float32Array(rows);
        const own = times(Float32Array.from(visitors[0]!.z));
        for (let item = 0; item < rows; item++) stars[item] = clipStars(own[item]! + mean[item]!);
        return stars;
      }
      const tastes = new Float32Array(visitors.length * columns);
      visitors.forEach(({ z }, row) => tastes.set(z, row * columns));
      const [kernel, crowd] = (tensors ??= [
        tf.tidy(() => tf.transpose(tf.tensor2d(values, [rows, columns]))),
        tf.tensor1d(mean)
      ]);
      const expected = tf.tidy(() => {
        const own = tf.matMul(tf.tensor2d(tastes, [visitors.length, columns]), kernel);
        return tf.clipByValue(tf.add(own, crowd), STARS_MIN, STARS_MAX);
      });
      return readBack(expected);
    },
    dispose() {
      if (tensors) tf.dispose([...tensors]);
      tensors = undefined;
    }
  };
}
