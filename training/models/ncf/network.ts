/**
 * Owns the dense part of the network as a tfjs layers model: the topology that a release carries, and the
 * reference that `dense-net.ts` and `core/ncf.ts` are tested against.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { NORM_EPSILON } from '#core/ncf';
import type { Matrix } from '#core/tensor';
import type { NcfOptions } from './options.ts';

/**
 * Input [batch, 2 embeddingSize] float32 (user vector, then movie vector) -> dropout -> for every hidden size:
 * dense with ReLU, batch normalisation, dropout -> dense with sigmoid, [batch, 1] float32, to be stretched over
 * the rating scale. Layers are named dense1, norm1, ..., output: `core/ncf.ts` asks for these. The caller
 * disposes the model.
 */
export function createNetwork(options: NcfOptions): layers.LayersModel {
  const { hiddenSizes, embeddingSize, embeddingDropout, hiddenDropout } = options;
  const input = layers.input({ shape: [2 * embeddingSize], name: 'vectors' });
  const stack = [
    layers.layers.dropout({ rate: embeddingDropout, name: 'dropout0' }),
    ...hiddenSizes.flatMap((units, at) => [
      layers.layers.dense({ units, activation: 'relu', name: `dense${at + 1}` }),
      layers.layers.batchNormalization({ epsilon: NORM_EPSILON, momentum: 0.9, name: `norm${at + 1}` }),
      layers.layers.dropout({ rate: hiddenDropout, name: `dropout${at + 1}` })
    ]),
    layers.layers.dense({ units: 1, activation: 'sigmoid', name: 'output' })
  ];
  const outputs = stack.reduce((flow, layer) => layer.apply(flow) as layers.SymbolicTensor, input);
  return layers.model({ inputs: input, outputs, name: 'ncf' });
}

/** Sets the model's weights, by name ("dense1/kernel"); those that `weights` lacks stay. */
export function writeWeights(model: layers.LayersModel, weights: ReadonlyMap<string, Matrix>): void {
  for (const weight of model.weights) {
    const matrix = weights.get(weight.originalName);
    if (!matrix) continue;
    tf.tidy(() => {
      weight.write(tf.tensor(matrix.values, weight.shape as number[]));
    });
  }
}
