/**
 * Owns the ranking network as a tfjs layers model: encoded inputs -> one query vector -> a logit for every
 * movie. Training exports its topology, which every release carries; `ranking-engine.ts` runs it.
 */
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';

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
