/**
 * Owns the ranking network as it runs: what the layers model of a release computes, by fewer steps. Its layers up to the two
 * catalogue products are a hundredth of the work but nine tenths of the kernels, so they are loops here; the products are
 * row-products.ts' or the backend's. Without tfjs-layers the worker is a quarter smaller and starts sooner; `ranking-engine.test.ts` holds
 * this against the layers model itself.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import type { Matrix } from '#core/tensor';
import type { CatalogueKernel } from './catalogue-kernel.ts';
import { readBack } from './read-back.ts';
import { createRowProducts } from './row-products.ts';

export interface NetworkWeights {
  readonly hiddenKernel: Matrix;
  readonly hiddenBias: Matrix;
  readonly queryKernel: Matrix;
  readonly queryBias: Matrix;
  /** query + history + linear + 2 values of each movie that has vectors of its own. */
  readonly trained: CatalogueKernel;
  /** query + 2 of each of the others. */
  readonly others: CatalogueKernel;
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

const TopologySchema = v.object({
  config: v.object({
    layers: v.array(
      v.object({
        name: v.string(),
        config: v.object({
          units: v.optional(v.number()),
          batch_input_shape: v.optional(v.tuple([v.null(), v.number()]))
        })
      })
    )
  })
});

/**
 * Whether the matrices are those of the layers model that `topology` describes. It describes the movies that training rated; a
 * tier has fewer of them, or the long tail besides, whose columns are computed.
 */
function fits(topology: unknown, weights: NetworkWeights): boolean {
  const parsed = v.safeParse(TopologySchema, topology);
  if (!parsed.success) return false;
  const layers = new Map(parsed.output.config.layers.map(({ name, config }) => [name, config]));
  const units = (name: string): number => layers.get(name)?.units ?? 0;
  const given = (name: string): number => layers.get(name)?.batch_input_shape?.[1] ?? NaN;
  const biases = given('bias');
  const query = units('query');
  const dense: readonly (readonly [{ rows: number; columns: number }, rows: number, columns: number])[] = [
    [weights.hiddenKernel, given('set'), units('hidden')],
    [weights.hiddenBias, 1, units('hidden')],
    [weights.queryKernel, units('hidden'), query],
    [weights.queryBias, 1, query]
  ];
  const { trained, others } = weights;
  return (
    dense.every(([{ rows, columns }, ...shape]) => rows === shape[0] && columns === shape[1]) &&
    trained.size === query + given('history') + given('linear') + biases &&
    others.size === query + biases &&
    (trained.rowCount < units('trained')
      ? others.rowCount === 0
      : trained.rowCount === units('trained') && others.rowCount >= 0)
  );
}

/**
 * The network on the current backend, one read-back a run; on a processor the products of one visitor are row-products.ts'.
 * Throws `bad-release` where topology and matrices disagree.
 */
export async function loadRankingEngine(topology: unknown, weights: NetworkWeights): Promise<RankingEngine> {
  if (!fits(topology, weights)) {
    throw new YamrError('bad-release', 'The network of this release does not fit its matrices.');
  }
  const { trained, others } = weights;
  const [known, rest] = (tf.getBackend() === 'wasm' && (await createRowProducts([trained, others]))) || [];
  /** Made when they are needed: with row products a visitor alone never does. */
  let kernels: readonly tf.Tensor2D[] | undefined;
  const kernelOf = (kernel: CatalogueKernel): tf.Tensor2D => {
    const { values, rows, columns } = kernel.byColumn();
    return tf.tensor2d(values, [rows, columns]);
  };
  return {
    run(inputs, count) {
      const { opinions, content } = rankingQueries(inputs, weights, count);
      if (count === 1 && known && rest) {
        const logits = new Float32Array(trained.rowCount + others.rowCount);
        logits.set(known(opinions));
        logits.set(rest(content), trained.rowCount);
        return Promise.resolve(logits);
      }
      kernels ??= [trained, others].filter(({ rowCount }) => rowCount > 0).map(kernelOf);
      const queries = [opinions, content];
      const output = tf.tidy(() => {
        const products = kernels!.map((kernel, k) =>
          tf.matMul(tf.tensor2d(queries[k]!, [count, kernel.shape[0]]), kernel)
        );
        return products.length > 1 ? tf.concat(products, 1) : products[0]!;
      });
      return readBack(output);
    },
    dispose() {
      if (kernels) tf.dispose([...kernels]);
      kernels = undefined;
    }
  };
}
