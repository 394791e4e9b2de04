/**
 * Owns the covariance of a visitor's ratings of movies with one another, before and after they have rated
 * some. `questions.ts` reads from it what an answer would teach.
 */
import { choleskyInPlace, forwardSolve } from './linalg.ts';
import { foldIn, type RatingHead } from './rating-head.ts';
import { answerNoise } from './rating-sums.ts';
import type { Profile } from './visitor-model.ts';

/** Which movies' covariance: rows of item 0 to rowCount - 1; columns of the same items, then of others. */
export interface CovarianceShape {
  readonly rowCount: number;
  readonly columns: Int32Array;
}

/** e_a' e_b. */
function priorCovariance({ vectors: { columns, values } }: RatingHead, a: number, b: number): number {
  let sum = 0;
  for (let j = 0; j < columns; j++) sum += values[a * columns + j]! * values[b * columns + j]!;
  return sum;
}

/** K0 = E_rows E_columns' of somebody who has rated nothing: [rowCount, columns] float64. */
export function covarianceBefore(head: RatingHead, { rowCount, columns }: CovarianceShape): Float64Array {
  const width = columns.length;
  const k = new Float64Array(rowCount * width);
  for (let row = 0; row < rowCount; row++)
    for (let c = 0; c < width; c++) k[row * width + c] = priorCovariance(head, row, columns[c]!);
  return k;
}

/**
 * K = E_rows C E_columns' of a visitor with these ratings, C the posterior covariance of their taste z.
 * With fewer ratings than R it is K0 - B'B, where B = L^-1 W E', L L' = W W' + D (Rasmussen and Williams
 * 2006, eq. 2.24): O(n rows columns), against O(R rows columns) through C.
 */
export function covarianceAfter(
  head: RatingHead,
  shape: CovarianceShape,
  before: Float64Array,
  profile: Profile
): Float64Array {
  const { items } = profile;
  const n = items.length;
  if (n === 0) return before.slice();
  const { rowCount, columns } = shape;
  const width = columns.length;
  if (n > head.vectors.columns) return throughTaste(head, shape, profile);
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) factor[i * n + j] = priorCovariance(head, items[i]!, items[j]!);
    factor[i * n + i]! += answerNoise(head, items[i]!);
  }
  choleskyInPlace(factor, n);
  const b = new Float64Array(width * n);
  for (let c = 0; c < width; c++) {
    for (let i = 0; i < n; i++) b[c * n + i] = priorCovariance(head, items[i]!, columns[c]!);
    forwardSolve(factor, n, b, c * n);
  }
  const k = before.slice();
  for (let row = 0; row < rowCount; row++) {
    for (let c = 0; c < width; c++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += b[row * n + i]! * b[c * n + i]!;
      k[row * width + c]! -= sum;
    }
  }
  return k;
}

function throughTaste(
  head: RatingHead,
  { rowCount, columns }: CovarianceShape,
  profile: Profile
): Float64Array {
  const size = head.vectors.columns;
  const e = head.vectors.values;
  const { covariance } = foldIn(head, profile);
  const width = columns.length;
  const k = new Float64Array(rowCount * width);
  const ce = new Float64Array(size);
  for (let c = 0; c < width; c++) {
    const from = columns[c]! * size;
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let m = 0; m < size; m++) sum += covariance[j * size + m]! * e[from + m]!;
      ce[j] = sum;
    }
    for (let row = 0; row < rowCount; row++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += e[row * size + j]! * ce[j]!;
      k[row * width + c] = sum;
    }
  }
  return k;
}
