/** Owns how different the movies of one list are from each other. */
import type { Matrix } from '../tensor.ts';

/**
 * Intra-list diversity@k (Ziegler et al. 2005, here with cosine): the mean over pairs of the first k items of
 * 1 - cos(v_i, v_j), in [0, 2]; [0, 1] for vectors without negative entries, such as genres. `vectors`
 * [itemCount, width] float32; they need no normalisation.
 *
 * Edge cases: a vector of zeros (a movie without genres) has distance 1 from everything; a list shorter than
 * k uses the pairs it has; NaN for fewer than two items; 0 where all point in one direction.
 */
export function diversity(list: ArrayLike<number>, k: number, vectors: Matrix): number {
  const { columns, values } = vectors;
  const length = Math.min(k, list.length);
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += values[a * columns + c]! * values[b * columns + c]!;
    return sum;
  };
  let distance = 0;
  for (let i = 0; i < length; i++) {
    for (let j = 0; j < i; j++) {
      const norms = Math.sqrt(dot(list[i]!, list[i]!) * dot(list[j]!, list[j]!));
      distance += norms > 0 ? 1 - dot(list[i]!, list[j]!) / norms : 1;
    }
  }
  return distance / ((length * (length - 1)) / 2);
}
