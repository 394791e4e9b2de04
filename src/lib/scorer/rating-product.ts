/**
 * Owns the rating head's one large product: the tastes of some visitors times the vectors of all movies, on the
 * current tfjs backend. Everything else of that head is small and lies in core/rating-head.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { FoldedVisitor, RatingHead } from '#core/rating-head';
import { STARS_MAX, STARS_MIN } from '#core/rating';
import { readBack } from './read-back.ts';

export interface RatingProduct {
  /** Expected stars of all movies, clipped to the scale: [visitors * itemCount] float32. Throws `backend-failed`. */
  stars(visitors: readonly FoldedVisitor[]): Promise<Float32Array>;
  dispose(): void;
}

/** A tfjs backend must be current. */
export function createRatingProduct({ vectors, mean }: RatingHead): RatingProduct {
  const { rows, columns } = vectors;
  // Movies by column: the product reads memory in order.
  const kernel = tf.tidy(() => tf.transpose(tf.tensor2d(vectors.values, [rows, columns])));
  const crowd = tf.tensor1d(mean);
  return {
    async stars(visitors) {
      const tastes = new Float32Array(visitors.length * columns);
      visitors.forEach(({ z }, row) => tastes.set(z, row * columns));
      const expected = tf.tidy(() => {
        const own = tf.matMul(tf.tensor2d(tastes, [visitors.length, columns]), kernel);
        return tf.clipByValue(tf.add(own, crowd), STARS_MIN, STARS_MAX);
      });
      return readBack(expected);
    },
    dispose() {
      tf.dispose([kernel, crowd]);
    }
  };
}
