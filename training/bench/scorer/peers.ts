/**
 * Owns what a user could pick instead of our ranking network: the same weights, the same logits, computed another
 * way. Each takes the place of the engine inside the whole scorer, so that everything else is the same work.
 */
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import type { InferenceSession } from 'onnxruntime-web';
import type { Matrix } from '#core/tensor';
import { rankingQueries, type LoadRankingEngine } from '#scorer/ranking-engine';
import { encodeOnnxModel, ONNX_INPUTS } from './onnx-model.ts';

/** out += x [rows] * kernel [rows, columns]. */
function addProduct(x: Float32Array, { columns, values }: Matrix, out: Float32Array): void {
  x.forEach((factor, row) => {
    const from = row * columns;
    for (let column = 0; column < columns; column++) out[column]! += factor * values[from + column]!;
  });
}

/** Loops over typed arrays, in the order in which memory lies. */
export const loadLoops: LoadRankingEngine = (_, weights) => {
  const trained = weights.trained.byColumn();
  const others = weights.others.byColumn();
  return Promise.resolve({
    run(inputs) {
      const { opinions, content } = rankingQueries(inputs, weights, 1);
      const logits = new Float32Array(trained.columns + others.columns);
      addProduct(opinions, trained, logits.subarray(0, trained.columns));
      addProduct(content, others, logits.subarray(trained.columns));
      return Promise.resolve(logits);
    },
    dispose: () => undefined
  });
};

/**
 * What a first attempt does: a model of (visitor, movie) pairs, asked with the visitor's vector repeated for every
 * movie of the catalogue.
 */
export const loadTiledTfjs: LoadRankingEngine = (_, weights) => {
  const trained = weights.trained.byColumn();
  const others = weights.others.byColumn();
  const size = trained.rows;
  const itemCount = trained.columns + others.columns;
  // Every movie has a row for all of the query; those without vectors have zeros in it.
  const items = new Float32Array(itemCount * size);
  const queryRows = others.rows - 2;
  for (let row = 0; row < size; row++)
    for (let item = 0; item < trained.columns; item++)
      items[item * size + row] = trained.values[row * trained.columns + item]!;
  for (let row = 0; row < others.rows; row++) {
    const place = row < queryRows ? row : size - 2 + row - queryRows;
    for (let item = 0; item < others.columns; item++)
      items[(trained.columns + item) * size + place] = others.values[row * others.columns + item]!;
  }
  const visitorInput = input({ shape: [size] });
  const movieInput = input({ shape: [size] });
  const dot = layers.dot({ axes: 1 }).apply([visitorInput, movieInput]);
  const pairs = model({ inputs: [visitorInput, movieInput], outputs: dot as ReturnType<typeof input> });
  const movies = tf.tensor2d(items, [itemCount, size]);
  return Promise.resolve({
    async run(inputs) {
      const { opinions } = rankingQueries(inputs, weights, 1);
      const scores = tf.tidy(() => {
        const visitor = tf.tile(tf.tensor2d(opinions, [1, size]), [itemCount, 1]);
        return pairs.predict([visitor, movies], { batchSize: itemCount }) as tf.Tensor;
      });
      const logits = (await scores.data()) as Float32Array;
      scores.dispose();
      return logits;
    },
    dispose() {
      movies.dispose();
      pairs.dispose();
    }
  });
};

/** onnxruntime-web: wasm, SIMD, one thread. `wasmUrls` are where its files lie. */
export const loadOnnx =
  (wasmUrls: { readonly mjs: string; readonly wasm: string }): LoadRankingEngine =>
  async (_, weights) => {
    const ort = await import('onnxruntime-web/wasm');
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = wasmUrls;
    const session: InferenceSession = await ort.InferenceSession.create(encodeOnnxModel(weights), {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all'
    });
    return {
      async run(inputs) {
        const feeds = Object.fromEntries(
          ONNX_INPUTS.map((name, k) => [name, new ort.Tensor('float32', inputs[k]!, [1, inputs[k]!.length])])
        );
        const { logits } = await session.run(feeds);
        return (await logits!.getData()) as Float32Array;
      },
      dispose: () => void session.release()
    };
  };
