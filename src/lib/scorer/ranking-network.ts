/**
 * Owns the ranking network as a tfjs layers model: encoded inputs -> one query vector -> a logit for every
 * movie. Training exports its topology; the scorer loads that topology and lends it the item matrix.
 */
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, models, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { YamrError } from '#core/errors';
import type { Matrix } from '#core/tensor';
import { readBack } from './read-back.ts';

export interface NetworkSizes {
  /** Movies with vectors of their own, and those that have only their content. */
  readonly trainedItems: number;
  readonly otherItems: number;
  /** Length of the set encoder's input and of the denoiser's hidden state. */
  readonly setInput: number;
  readonly history: number;
  readonly hidden: number;
  /** Length of the set encoder's query. */
  readonly query: number;
  /** Length of the linear part's query. */
  readonly linear: number;
}

/** Logit biases of set encoder and denoiser. */
const BIASES = 2;

/**
 * Builds the network with random weights: `set` [b, setInput], `history` [b, history], `setGate` [b, query],
 * `historyGate` [b, history], `linear` [b, linear], `bias` [b, 2] -> [b, itemCount]. The gates weigh query and
 * hidden state. Denoiser and linear part know nothing of movies without vectors, so these are a product of their own.
 */
export function createRankingNetwork(sizes: NetworkSizes): LayersModel {
  const given = (name: string, size: number): SymbolicTensor => input({ shape: [size], name });
  const set = given('set', sizes.setInput);
  const history = given('history', sizes.history);
  const setGate = given('setGate', sizes.query);
  const historyGate = given('historyGate', sizes.history);
  const linear = given('linear', sizes.linear);
  const bias = given('bias', BIASES);
  const hidden = layers.dense({ units: sizes.hidden, activation: 'tanh', name: 'hidden' }).apply(set);
  const query = layers.dense({ units: sizes.query, name: 'query' }).apply(hidden) as SymbolicTensor;
  const state = layers.activation({ activation: 'tanh', name: 'state' }).apply(history) as SymbolicTensor;
  const weighed = (name: string, parts: SymbolicTensor[]): SymbolicTensor =>
    layers.multiply({ name }).apply(parts) as SymbolicTensor;
  const joined = (name: string, parts: SymbolicTensor[]): SymbolicTensor =>
    layers.concatenate({ name }).apply(parts) as SymbolicTensor;
  const product = (name: string, units: number, from: SymbolicTensor): SymbolicTensor =>
    layers.dense({ units, name, useBias: false, kernelInitializer: 'zeros' }).apply(from) as SymbolicTensor;
  const gatedQuery = weighed('gatedQuery', [query, setGate]);
  const gatedState = weighed('gatedState', [state, historyGate]);
  const trained = product(
    'trained',
    sizes.trainedItems,
    joined('opinions', [gatedQuery, gatedState, linear, bias])
  );
  const logits =
    sizes.otherItems === 0
      ? trained
      : joined('catalogue', [
          trained,
          product('others', sizes.otherItems, joined('content', [gatedQuery, bias]))
        ]);
  return model({
    inputs: [set, history, setGate, historyGate, linear, bias],
    outputs: logits,
    name: 'yamr-ranking'
  });
}

export interface NetworkWeights {
  readonly hiddenKernel: Matrix;
  readonly hiddenBias: Matrix;
  readonly queryKernel: Matrix;
  readonly queryBias: Matrix;
  /** [query + history + linear + 2, trainedItems]: vectors by column, so that the product reads memory in order. */
  readonly trained: Matrix;
  /** [query + 2, otherItems]. */
  readonly others: Matrix;
}

/** Encoded visitors, one or several, in the order of the network's inputs: each [count * its size]. */
export type RankingInputs = readonly [
  set: Float32Array,
  history: Float32Array,
  setGate: Float32Array,
  historyGate: Float32Array,
  linear: Float32Array,
  bias: Float32Array
];

/** Turns encoded visitors into logits. The benchmark puts others in the place of the one that is shipped. */
export interface RankingEngine {
  /** -> [count * itemCount]. Throws `backend-failed`. */
  run(inputs: RankingInputs, count: number): Promise<Float32Array>;
  dispose(): void;
}

export type LoadRankingEngine = (topology: unknown, weights: NetworkWeights) => Promise<RankingEngine>;

/** The network of a release. Throws `bad-release` where topology and matrices disagree. */
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
      ['trained', weights.trained, undefined],
      ...(weights.others.columns > 0 ? [['others', weights.others, undefined] as const] : [])
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

/** x [count, kernel.rows] * kernel + bias, row after row. */
function dense(x: Float32Array, kernel: Matrix, bias: Matrix, count: number): Float32Array {
  const { rows, columns, values } = kernel;
  const out = new Float32Array(count * columns);
  for (let row = 0; row < count; row++) {
    const to = row * columns;
    out.set(bias.values, to);
    for (let j = 0; j < rows; j++) {
      const factor = x[row * rows + j]!;
      if (factor === 0) continue;
      for (let k = 0; k < columns; k++) out[to + k]! += factor * values[j * columns + k]!;
    }
  }
  return out;
}

/** Parts [count, each of sizes] side by side: [count, sum of sizes]. */
function beside(parts: readonly Float32Array[], count: number): Float32Array {
  const sizes = parts.map((part) => part.length / count);
  const width = sizes.reduce((sum, size) => sum + size, 0);
  const all = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    let to = row * width;
    parts.forEach((part, k) => {
      all.set(part.subarray(row * sizes[k]!, (row + 1) * sizes[k]!), to);
      to += sizes[k]!;
    });
  }
  return all;
}

/** What the catalogue's two products take: [count * trained.rows] and [count * others.rows]. */
export function rankingQueries(
  [set, history, setGate, historyGate, linear, bias]: RankingInputs,
  { hiddenKernel, hiddenBias, queryKernel, queryBias }: NetworkWeights,
  count: number
): { readonly opinions: Float32Array; readonly content: Float32Array } {
  const hidden = dense(set, hiddenKernel, hiddenBias, count).map(Math.tanh);
  const query = dense(hidden, queryKernel, queryBias, count).map((value, k) => value * setGate[k]!);
  const state = history.map((value, k) => Math.tanh(value) * historyGate[k]!);
  return { opinions: beside([query, state, linear, bias], count), content: beside([query, bias], count) };
}

/**
 * The network on the current backend. Its layers up to the two catalogue products are a hundredth of the work but nine
 * tenths of the kernels, so they are loops here; the products are the backend's, one read-back for both
 * (`ranking-network.test.ts` holds this against the layers model itself). Throws `bad-release` where topology and
 * matrices disagree.
 */
export async function loadRankingEngine(topology: unknown, weights: NetworkWeights): Promise<RankingEngine> {
  const network = await loadRankingNetwork(topology, weights);
  const kernelOf = (name: string): tf.Tensor => network.getLayer(name).getWeights()[0]!;
  const trained = kernelOf('trained');
  const others = weights.others.columns > 0 ? kernelOf('others') : undefined;
  return {
    async run(inputs, count) {
      const { opinions, content } = rankingQueries(inputs, weights, count);
      const times = (query: Float32Array, kernel: tf.Tensor): tf.Tensor =>
        tf.matMul(tf.tensor2d(query, [count, kernel.shape[0]]), kernel);
      const output = tf.tidy(() => {
        const known = times(opinions, trained);
        return others ? tf.concat([known, times(content, others)], 1) : known;
      });
      return readBack(output);
    },
    dispose() {
      network.dispose();
    }
  };
}
