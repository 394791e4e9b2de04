/**
 * Owns what the model holds of movies that nobody in training rated: a release has no rows for them, only maps from what a
 * movie is (its content) to what it would be expected to have. Neighbours: `training/models/yamr/distil.ts` makes the maps.
 */
import type { Catalogue } from './catalogue.ts';
import { createMatrix, type Matrix } from './tensor.ts';

/** What stands for every movie behind the rated ones. */
export interface ColdRatings {
  /** [C, 1 + R]: row 0 for every movie, then one a content feature but popularity; crowd's view | learnt vector. */
  readonly map: Matrix;
  /** Variance that content leaves open. */
  readonly residual: number;
}

/** The rows of the rating head's learnt part, as a release has them. */
export interface RatingRows {
  /** [n] each: crowd's view in stars, variance left out. */
  readonly mean: Float32Array;
  readonly residual: Float32Array;
  /** [n, R] */
  readonly vectors: Matrix;
}

/** What a movie's logit bias is where no net has learnt one: log of its share of the likes. */
export interface LikeShare {
  /** Likes added to every movie's. */
  readonly smoothing: number;
  /** Of all movies' likes, smoothed. */
  readonly total: number;
}

/** log((likes + smoothing) / total) of every movie: [itemCount]. */
export const logLikeShares = ({ file }: Catalogue, { smoothing, total }: LikeShare): Float32Array =>
  Float32Array.from(file.likeCount, (likes) => Math.log((likes + smoothing) / total));

/** `values` [n], and `cold` for each movie behind them: [itemCount]. */
export function padColumn(values: Float32Array, itemCount: number, cold: number): Float32Array {
  if (values.length >= itemCount) return values;
  const padded = new Float32Array(itemCount).fill(cold);
  padded.set(values);
  return padded;
}

/** The rows of a tier's catalogue: those that the release has, then those that its `content` [itemCount, C] gives. */
export function completeRatings(
  content: Matrix,
  { mean, residual, vectors }: RatingRows,
  cold: ColdRatings
): RatingRows {
  const itemCount = content.rows;
  const rated = vectors.rows;
  if (rated >= itemCount) return { mean, residual, vectors };
  const { columns: width } = vectors;
  const all = createMatrix(itemCount, width);
  all.values.set(vectors.values);
  const means = padColumn(mean, itemCount, 0);
  const { values: map, columns } = cold.map;
  const row = new Float64Array(columns);
  for (let item = rated; item < itemCount; item++) {
    for (let k = 0; k < columns; k++) row[k] = map[k]!;
    // The last column is popularity, which the sampler does not see (RECOMMENDER.md, trap 4).
    for (let f = 0; f < content.columns - 1; f++) {
      const factor = content.values[item * content.columns + f]!;
      if (factor === 0) continue;
      const from = (f + 1) * columns;
      for (let k = 0; k < columns; k++) row[k]! += factor * map[from + k]!;
    }
    means[item] = row[0]!;
    for (let k = 0; k < width; k++) all.values[item * width + k] = row[k + 1]!;
  }
  return { mean: means, residual: padColumn(residual, itemCount, cold.residual), vectors: all };
}
