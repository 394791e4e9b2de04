import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { createMatrix, type Matrix } from '#core/tensor';
import { useWasm } from '#training/tfjs-node';
import { createRankingNetwork, loadRankingEngine, loadRankingNetwork } from './ranking-network.ts';

const random = createRandom(1);
const matrix = (rows: number, columns: number): Matrix =>
  createMatrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => 0.3 * random.normal())
  );

function drawn(otherItems: number) {
  const sizes = { trainedItems: 30, otherItems, setInput: 9, history: 5, hidden: 7, query: 4, linear: 6 };
  const weights = {
    hiddenKernel: matrix(sizes.setInput, sizes.hidden),
    hiddenBias: matrix(1, sizes.hidden),
    queryKernel: matrix(sizes.hidden, sizes.query),
    queryBias: matrix(1, sizes.query),
    trained: matrix(sizes.query + sizes.history + sizes.linear + 2, sizes.trainedItems),
    others: matrix(sizes.query + 2, otherItems)
  };
  const network = createRankingNetwork(sizes);
  const topology: unknown = network.toJSON(undefined, false);
  network.dispose();
  const { setInput, history, query, linear } = sizes;
  return { weights, topology, inputSizes: [setInput, history, query, history, linear, 2] };
}

describe('the ranking engine', () => {
  beforeAll(useWasm);

  it.each([
    ['one visitor', 1, 12],
    ['several visitors', 3, 12],
    ['a catalogue in which every movie has vectors', 2, 0]
  ])('computes for %s what the layers model computes', async (_, count, otherItems) => {
    const { weights, topology, inputSizes } = drawn(otherItems);
    const inputs = inputSizes.map((size) => matrix(count, size));
    const network = await loadRankingNetwork(topology, weights);
    const expected = tf.tidy(() =>
      (
        network.predictOnBatch(
          inputs.map(({ values, columns }) => tf.tensor2d(values, [count, columns]))
        ) as tf.Tensor
      ).dataSync()
    );
    network.dispose();
    const engine = await loadRankingEngine(topology, weights);
    const logits = await engine.run(
      inputs.map(({ values }) => values),
      count
    );
    engine.dispose();
    expect(logits).toHaveLength(count * (30 + otherItems));
    logits.forEach((logit, k) => expect(logit).toBeCloseTo(expected[k]!, 5));
  });

  it('leaves no tensor behind', async () => {
    const { weights, topology, inputSizes } = drawn(12);
    const before = tf.memory().numTensors;
    const engine = await loadRankingEngine(topology, weights);
    await engine.run(
      inputSizes.map((size) => matrix(1, size).values),
      1
    );
    engine.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses matrices that do not fit the topology', async () => {
    const { weights, topology } = drawn(12);
    await expect(loadRankingEngine(topology, { ...weights, trained: matrix(3, 30) })).rejects.toMatchObject({
      code: 'bad-release'
    });
  });
});
