/**
 * Owns the ranking network as a tfjs layers model: encoded inputs -> one query vector -> a logit for every
 * movie. Training exports its topology; the scorer loads that topology and lends it the item matrix.
 */
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, models, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { YamrError } from '#core/errors';
import type { Matrix } from '#core/tensor';

export interface NetworkSizes {
  readonly itemCount: number;
  /** Length of the set encoder's input and of the denoiser's hidden state. */
  readonly setInput: number;
  readonly history: number;
  readonly hidden: number;
  /** Length of the set encoder's query. */
  readonly query: number;
  /** Length of what goes to the catalogue as it is. */
  readonly linear: number;
}

/**
 * Builds the network with random weights: `set` [b, setInput], `history` [b, history], `gate`
 * [b, query + history], `linear` [b, linear] -> [b, itemCount]. The gate weighs query and history; the linear
 * input goes to the catalogue as it is.
 */
export function createRankingNetwork(sizes: NetworkSizes): LayersModel {
  const set = input({ shape: [sizes.setInput], name: 'set' });
  const history = input({ shape: [sizes.history], name: 'history' });
  const gate = input({ shape: [sizes.query + sizes.history], name: 'gate' });
  const linear = input({ shape: [sizes.linear], name: 'linear' });
  const hidden = layers.dense({ units: sizes.hidden, activation: 'tanh', name: 'hidden' }).apply(set);
  const query = layers.dense({ units: sizes.query, name: 'query' }).apply(hidden) as SymbolicTensor;
  const state = layers.activation({ activation: 'tanh', name: 'state' }).apply(history) as SymbolicTensor;
  const nets = layers.concatenate({ name: 'nets' }).apply([query, state]) as SymbolicTensor;
  const gated = layers.multiply({ name: 'gated' }).apply([nets, gate]) as SymbolicTensor;
  const joined = layers.concatenate({ name: 'joined' }).apply([gated, linear]);
  const logits = layers
    .dense({ units: sizes.itemCount, name: 'catalogue', useBias: false, kernelInitializer: 'zeros' })
    .apply(joined) as SymbolicTensor;
  return model({ inputs: [set, history, gate, linear], outputs: logits, name: 'yamr-ranking' });
}

export interface NetworkWeights {
  readonly hiddenKernel: Matrix;
  readonly hiddenBias: Matrix;
  readonly queryKernel: Matrix;
  readonly queryBias: Matrix;
  /** [query + history + linear, itemCount]: item vectors by column, so that the product reads memory in order. */
  readonly catalogueKernel: Matrix;
}

/** The network from a release's topology. Throws `bad-release` where topology and matrices disagree. */
export async function loadRankingNetwork(topology: unknown, weights: NetworkWeights): Promise<LayersModel> {
  const matrix = ({ values, rows, columns }: Matrix): tf.Tensor => tf.tensor2d(values, [rows, columns]);
  const vector = ({ values }: Matrix): tf.Tensor => tf.tensor1d(values);
  const tensors: tf.Tensor[] = [];
  let network: LayersModel | undefined;
  try {
    network = await models.modelFromJSON(topology as never);
    for (const [name, kernel, bias] of [
      ['hidden', weights.hiddenKernel, weights.hiddenBias],
      ['query', weights.queryKernel, weights.queryBias],
      ['catalogue', weights.catalogueKernel, undefined]
    ] as const) {
      const own = bias ? [matrix(kernel), vector(bias)] : [matrix(kernel)];
      tensors.push(...own);
      network.getLayer(name).setWeights(own);
    }
    return network;
  } catch (cause) {
    network?.dispose();
    throw new YamrError('bad-release', 'The network of this release does not fit its matrices.', { cause });
  } finally {
    tf.dispose(tensors);
  }
}
