import * as tf from '@tensorflow/tfjs-core';
import { models, type LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { createMatrix, type Matrix } from '#core/tensor';
import { useWasm } from '#training/tfjs-node';
import { catalogueKernel, type CatalogueKernel } from './catalogue-kernel.ts';
import { loadRankingEngine, type NetworkWeights, type RankingInputs } from './ranking-engine.ts';
import { createRankingNetwork } from './ranking-network.ts';

const random = createRandom(1);
const matrix = (rows: number, columns: number): Matrix =>
  createMatrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => 0.3 * random.normal())
  );

/** Of movies with these numbers each; the first are multiplied by a number of their own. */
const kernel = (movies: number, ...sizes: readonly number[]): CatalogueKernel =>
  catalogueKernel(
    sizes.map((size, part) => ({
      matrix: matrix(movies, size),
      ...(part === 0 && { gain: matrix(movies, 1).values })
    })),
    0,
    movies
  );

function drawn(otherItems: number) {
  const sizes = { trainedItems: 30, otherItems, setInput: 9, history: 5, hidden: 7, query: 4, linear: 6 };
  const weights = {
    hiddenKernel: matrix(sizes.setInput, sizes.hidden),
    hiddenBias: matrix(1, sizes.hidden),
    queryKernel: matrix(sizes.hidden, sizes.query),
    queryBias: matrix(1, sizes.query),
    trained: kernel(sizes.trainedItems, sizes.query + sizes.history + sizes.linear, 2),
    others: kernel(otherItems, sizes.query, 2)
  };
  const network = createRankingNetwork(sizes);
  const topology: unknown = network.toJSON(undefined, false);
  network.dispose();
  const { setInput, history, query, linear } = sizes;
  const inputs = (count: number): RankingInputs => {
    const part = (size: number): Float32Array => matrix(count, size).values;
    return [part(setInput), part(history), part(query), part(history), part(linear), part(2)];
  };
  return { weights, topology, inputs };
}

/** The layers model of a release with its matrices: what the engine stands in for. */
async function layersModel(topology: unknown, weights: NetworkWeights): Promise<LayersModel> {
  const network = await models.modelFromJSON(topology as never);
  tf.tidy(() => {
    for (const [name, kernel, bias] of [
      ['hidden', weights.hiddenKernel, weights.hiddenBias],
      ['query', weights.queryKernel, weights.queryBias],
      ['trained', weights.trained.byColumn(), undefined],
      ...(weights.others.rowCount > 0 ? [['others', weights.others.byColumn(), undefined] as const] : [])
    ] as const) {
      const values = tf.tensor2d(kernel.values, [kernel.rows, kernel.columns]);
      network.getLayer(name).setWeights(bias ? [values, tf.tensor1d(bias.values)] : [values]);
    }
  });
  return network;
}

describe('the ranking engine', () => {
  beforeAll(useWasm);

  it.each([
    ['one visitor', 1, 12],
    ['several visitors', 3, 12],
    ['one visitor of a catalogue in which every movie has vectors', 1, 0],
    ['a catalogue in which every movie has vectors', 2, 0]
  ])('computes for %s what the layers model computes', async (_, count, otherItems) => {
    const { weights, topology, ...given } = drawn(otherItems);
    const inputs = given.inputs(count);
    const network = await layersModel(topology, weights);
    const expected = tf.tidy(() =>
      (
        network.predictOnBatch(
          inputs.map((values) => tf.tensor2d(values, [count, values.length / count]))
        ) as tf.Tensor
      ).dataSync()
    );
    network.dispose();
    const engine = await loadRankingEngine(topology, weights);
    const logits = await engine.run(inputs, count);
    engine.dispose();
    expect(logits).toHaveLength(count * (30 + otherItems));
    logits.forEach((logit, k) => expect(logit).toBeCloseTo(expected[k]!, 5));
  });

  it('leaves no tensor behind', async () => {
    const { weights, topology, inputs } = drawn(12);
    const before = tf.memory().numTensors;
    const engine = await loadRankingEngine(topology, weights);
    await engine.run(inputs(1), 1);
    await engine.run(inputs(2), 2);
    engine.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses matrices that do not fit the topology', async () => {
    const { weights, topology } = drawn(12);
    const misfits: readonly [unknown, NetworkWeights][] = [
      ...Object.keys(weights).map((name): [unknown, NetworkWeights] => [
        topology,
        { ...weights, [name]: name === 'trained' || name === 'others' ? kernel(31, 3) : matrix(3, 31) }
      ]),
      [{}, weights],
      [undefined, weights]
    ];
    for (const [described, given] of misfits) {
      await expect(loadRankingEngine(described, given)).rejects.toMatchObject({ code: 'bad-release' });
    }
  });
});
