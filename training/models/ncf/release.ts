/**
 * Owns what the trained network becomes: a bundle of layers, movie vectors and the Gaussian that a visitor's
 * vector is drawn from. The training users' own vectors stay behind. Neighbours: `fit.ts`, `scorer/ncf-model.ts`.
 */
import type { Bundle } from '#core/bundle';
import { choleskyInPlace } from '#core/linalg';
import { createMatrix, type Matrix } from '#core/tensor';
import type { Dataset } from '../../dataset.ts';
import { useWasm } from '../../tfjs-node.ts';
import { createNetwork } from './network.ts';
import type { NcfOptions } from './options.ts';
import type { NcfWeights } from './trainer.ts';

/** Added to the variance of every dimension, as a share of the mean variance: dead dimensions stay invertible. */
const RIDGE_SHARE = 1e-3;

/** Mean [1, d] of the rows of `users` [n, d], n >= 1, and the lower Cholesky factor [d, d] of their covariance. */
export function describeUsers(users: Matrix): { readonly mean: Matrix; readonly spread: Matrix } {
  const { rows, columns, values } = users;
  const mean = new Float64Array(columns);
  values.forEach((value, k) => (mean[k % columns]! += value / rows));
  const covariance = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < columns; d++) {
      const off = values[row * columns + d]! - mean[d]!;
      for (let e = 0; e < columns; e++) {
        covariance[d * columns + e]! += (off * (values[row * columns + e]! - mean[e]!)) / rows;
      }
    }
  }
  let trace = 0;
  for (let d = 0; d < columns; d++) trace += covariance[d * columns + d]!;
  for (let d = 0; d < columns; d++) covariance[d * columns + d]! += (RIDGE_SHARE * trace) / columns + 1e-12;
  choleskyInPlace(covariance, columns);
  const spread = createMatrix(columns, columns);
  for (let d = 0; d < columns; d++) {
    for (let e = 0; e <= d; e++) spread.values[d * columns + e] = covariance[d * columns + e]!;
  }
  return { mean: createMatrix(1, columns, Float32Array.from(mean)), spread };
}

/** `noise`: mean squared error on the ratings trained on, stars squared. */
export async function createNcfBundle(
  dataset: Dataset,
  options: NcfOptions,
  weights: NcfWeights,
  noise: number,
  epochsTrained: number
): Promise<Bundle> {
  const { mean, spread } = describeUsers(weights.users);
  await useWasm();
  const model = createNetwork(options);
  const topology: unknown = model.toJSON(null, false);
  model.dispose();
  return {
    modelName: 'ncf',
    hyperParameters: { ...options, epochsTrained, noise },
    catalogue: dataset.catalogue,
    tensors: new Map([
      ['items', weights.items],
      ['users/mean', mean],
      ['users/spread', spread],
      ...weights.layers
    ]),
    topology
  };
}
