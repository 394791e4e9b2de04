/**
 * Owns the ranking head: a visitor is encoded three ways, the network turns that into a logit for every movie.
 * Three opinions are added up, each with a weight that depends on how much is known of the visitor: a set
 * encoder, a denoising autoencoder and a linear one (RECOMMENDER.md; Steck 2019 for the linear one).
 */
import { tensorOf, type Bundle } from '#core/bundle';
import { setInputSize } from '#core/encoder';
import { padColumn } from '#core/cold-items';
import { encoderSummation, encodeSums } from '#core/encoder-sums';
import { atRatingCount } from '#core/interpolate';
import { rememberSums } from '#core/remembered-sums';
import { createMatrix, type Matrix } from '#core/tensor';
import type { Profile } from '#core/visitor-model';
import { itemContent } from '#core/yamr-items';
import { YAMR_TENSORS, type YamrParameters } from '#core/yamr-parameters';
import { catalogueKernel } from './catalogue-kernel.ts';
import { extendVectors } from './extend-vectors.ts';
import { loadRankingEngine, type LoadRankingEngine, type RankingInputs } from './ranking-engine.ts';

export interface RankingHead {
  /** Logits of all movies for each of the visitors: [profiles * itemCount] float32. Throws `backend-failed`. */
  logits(profiles: readonly Profile[]): Promise<Float32Array>;
  /** [V, h] and [itemCount, d]: the vectors that watched movies are summed of; likeness lies in them. */
  readonly history: Matrix;
  readonly second: Matrix;
  dispose(): void;
}

/** Builds the head. A tfjs backend must be current. Throws `bad-release` for a bundle that does not fit. */
export async function createRankingHead(
  bundle: Bundle,
  { ranking }: YamrParameters,
  loadEngine: LoadRankingEngine = loadRankingEngine
): Promise<RankingHead> {
  const tensor = (name: keyof typeof YAMR_TENSORS): Matrix => tensorOf(bundle, YAMR_TENSORS[name]);
  const content = itemContent(bundle.catalogue);
  const padded = (name: keyof typeof YAMR_TENSORS, cold = 0): Float32Array =>
    padColumn(tensor(name).values, content.rows, cold);
  const crowd = padded('crowdMean', ranking.cold?.crowdMean);
  const [first, second] = await Promise.all([
    extendVectors(tensor('setFirst'), content, tensor('setFirstContent')),
    extendVectors(tensor('setSecond'), content, tensor('setSecondContent'))
  ]);
  const history = tensor('historyInput');
  const linear = tensor('linearVectors');
  const historyBias = tensor('historyBias').values;
  const itemCount = content.rows;
  const trainedItems = linear.rows;
  const biases = (['setLogitBias', 'historyLogitBias'] as const).map((name) => ({
    matrix: createMatrix(itemCount, 1, padded(name, ranking.cold?.logitBias))
  }));
  // Each movie's linear vector is divided by what is left of its diagonal (Steck 2019, eq. 8).
  const direct = { matrix: linear, gain: tensor('linearGain').values };
  const opinions = [{ matrix: second }, { matrix: tensor('historyOutput') }, direct, ...biases];
  const engine = await loadEngine(bundle.topology, {
    hiddenKernel: tensor('hiddenKernel'),
    hiddenBias: tensor('hiddenBias'),
    queryKernel: tensor('queryKernel'),
    queryBias: tensor('queryBias'),
    trained: catalogueKernel(opinions, 0, trainedItems),
    others: catalogueKernel([{ matrix: second }, ...biases], trainedItems, itemCount)
  });
  const setSize = setInputSize(first.columns);
  const { blend, historyGains } = ranking;
  const summation = encoderSummation({ crowd, first, second, history, linear, historyGains });
  const sumsOf = rememberSums(itemCount, summation);

  const logits = (profiles: readonly Profile[]): Promise<Float32Array> => {
    const count = profiles.length;
    const part = (size: number): Float32Array => new Float32Array(count * size);
    const inputs: RankingInputs = [
      part(setSize),
      part(history.columns),
      part(second.columns),
      part(history.columns),
      part(linear.columns),
      part(biases.length)
    ];
    const [set, state, setGate, historyGate, linearQuery, bias] = inputs;
    profiles.forEach((profile, row) => {
      const weight = (values: readonly number[]): number =>
        atRatingCount(blend.ratingCounts, values, profile.items.length);
      const [setWeight, historyWeight, linearWeight] = [
        weight(blend.set),
        weight(blend.history),
        weight(blend.linear)
      ];
      // One profile is the visitor again, with a star more; many are people.
      const encoded = encodeSums(count === 1 ? sumsOf(profile) : summation.all(profile));
      const from = row * history.columns;
      const to = row * linear.columns;
      set.set(encoded.set, row * setSize);
      for (let j = 0; j < history.columns; j++) state[from + j] = encoded.history[j]! + historyBias[j]!;
      for (let j = 0; j < linear.columns; j++) linearQuery[to + j] = linearWeight * encoded.linear[j]!;
      setGate.fill(setWeight, row * second.columns, (row + 1) * second.columns);
      historyGate.fill(historyWeight, from, from + history.columns);
      bias.set([setWeight, historyWeight], row * biases.length);
    });
    return engine.run(inputs, count);
  };
  return {
    logits,
    history,
    second,
    dispose() {
      engine.dispose();
    }
  };
}
