/**
 * Owns the ranking head: a visitor is encoded three ways, the network turns that into a logit for every movie.
 * Three opinions are added up, each with a weight that depends on how much is known of the visitor: a set
 * encoder, a denoising autoencoder and a linear one (RECOMMENDER.md; Steck 2019 for the linear one).
 */
import * as tf from '@tensorflow/tfjs-core';
import { tensorOf, type Bundle } from '#core/bundle';
import {
  encodeHistory,
  encodeSet,
  historyGain,
  historyWeights,
  setInputSize,
  setWeights
} from '#core/encoder';
import { YamrError } from '#core/errors';
import { atRatingCount } from '#core/interpolate';
import { createMatrix, type Matrix } from '#core/tensor';
import type { Profile } from '#core/visitor-model';
import { extendVectors, itemContent } from '#core/yamr-items';
import { YAMR_TENSORS, type YamrParameters } from '#core/yamr-parameters';
import { loadRankingNetwork } from './ranking-network.ts';

export interface RankingHead {
  /** Logits of all movies for each of the visitors: [profiles * itemCount] float32. Throws `backend-failed`. */
  logits(profiles: readonly Profile[]): Promise<Float32Array>;
  /** [itemCount, h] and [itemCount, d]: the vectors that watched movies are summed of; likeness lies in them. */
  readonly history: Matrix;
  readonly second: Matrix;
  dispose(): void;
}

/**
 * What the network multiplies its query by, by column: [d + h + R + 2, N]. In the order of its rows: the set
 * encoder's vectors, the denoiser's, the linear one's (each movie's divided by what is left of its diagonal,
 * Steck 2019 eq. 8), and the biases of the first two.
 */
function catalogueKernel(
  parts: readonly { readonly matrix: Matrix; readonly gain?: Float32Array }[]
): Matrix {
  const itemCount = parts[0]!.matrix.rows;
  const kernel = createMatrix(
    parts.reduce((sum, { matrix }) => sum + matrix.columns, 0),
    itemCount
  );
  let firstRow = 0;
  for (const { matrix, gain } of parts) {
    const { columns, values } = matrix;
    for (let item = 0; item < itemCount; item++) {
      const scale = gain ? (gain[item] ?? 0) : 1;
      for (let j = 0; j < columns; j++) {
        kernel.values[(firstRow + j) * itemCount + item] = scale * values[item * columns + j]!;
      }
    }
    firstRow += columns;
  }
  return kernel;
}

/** Builds the head. A tfjs backend must be current. Throws `bad-release` for a bundle that does not fit. */
export async function createRankingHead(bundle: Bundle, { ranking }: YamrParameters): Promise<RankingHead> {
  const tensor = (name: keyof typeof YAMR_TENSORS): Matrix => tensorOf(bundle, YAMR_TENSORS[name]);
  const crowd = tensor('crowdMean').values;
  const content = itemContent(bundle.catalogue);
  const first = extendVectors(tensor('setFirst'), content, tensor('setFirstContent'));
  const second = extendVectors(tensor('setSecond'), content, tensor('setSecondContent'));
  const history = extendVectors(tensor('historyInput'), content);
  const linear = extendVectors(tensor('linearVectors'), content);
  const historyBias = tensor('historyBias').values;
  const network = await loadRankingNetwork(bundle.topology, {
    hiddenKernel: tensor('hiddenKernel'),
    hiddenBias: tensor('hiddenBias'),
    queryKernel: tensor('queryKernel'),
    queryBias: tensor('queryBias'),
    catalogueKernel: catalogueKernel([
      { matrix: second },
      { matrix: extendVectors(tensor('historyOutput'), content) },
      { matrix: linear, gain: tensor('linearGain').values },
      { matrix: tensor('setLogitBias') },
      { matrix: tensor('historyLogitBias') }
    ])
  });
  const setSize = setInputSize(first.columns);
  const historySize = history.columns;
  const gateSize = second.columns + historySize;
  const linearSize = linear.columns + 2;
  const { blend, historyGains } = ranking;

  const logits = async (profiles: readonly Profile[]): Promise<Float32Array> => {
    const count = profiles.length;
    const set = new Float32Array(count * setSize);
    const state = new Float32Array(count * historySize);
    const gate = new Float32Array(count * gateSize);
    const direct = new Float32Array(count * linearSize);
    profiles.forEach((profile, row) => {
      const weight = (values: readonly number[]): number =>
        atRatingCount(blend.ratingCounts, values, profile.items.length);
      const [setWeight, historyWeight, linearWeight] = [blend.set, blend.history, blend.linear].map(weight);
      encodeSet(profile, setWeights(profile, crowd), first, second, set, row * setSize);
      encodeHistory(
        profile.items,
        historyWeights(profile.stars, historyGains),
        history,
        state,
        row * historySize
      );
      for (let j = 0; j < historySize; j++) state[row * historySize + j]! += historyBias[j]!;
      gate.fill(setWeight!, row * gateSize, row * gateSize + second.columns);
      gate.fill(historyWeight!, row * gateSize + second.columns, (row + 1) * gateSize);
      const gains = profile.stars.map((stars) => linearWeight! * historyGain(historyGains, stars));
      encodeHistory(profile.items, gains, linear, direct, row * linearSize);
      direct[row * linearSize + linearSize - 2] = setWeight!;
      direct[row * linearSize + linearSize - 1] = historyWeight!;
    });
    const output = tf.tidy(
      () =>
        network.predict([
          tf.tensor2d(set, [count, setSize]),
          tf.tensor2d(state, [count, historySize]),
          tf.tensor2d(gate, [count, gateSize]),
          tf.tensor2d(direct, [count, linearSize])
        ]) as tf.Tensor
    );
    try {
      return (await output.data()) as Float32Array;
    } catch (cause) {
      throw new YamrError('backend-failed', 'The device stopped computing scores.', { cause });
    } finally {
      output.dispose();
    }
  };
  return {
    logits,
    history,
    second,
    dispose() {
      network.dispose();
    }
  };
}
