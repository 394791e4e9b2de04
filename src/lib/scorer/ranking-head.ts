/**
 * Owns the ranking head: a visitor is encoded three ways, the network turns that into a logit for every movie.
 * Three opinions are added up, each with a weight that depends on how much is known of the visitor: a set
 * encoder, a denoising autoencoder and a linear one (RECOMMENDER.md; Steck 2019 for the linear one).
 */
import { tensorOf, type Bundle } from '#core/bundle';
import { setInputSize } from '#core/encoder';
import { logLikeShares, padColumn } from '#core/cold-items';
import { encoderSummation, encodeSums, type EncoderSums } from '#core/encoder-sums';
import { atRatingCount } from '#core/interpolate';
import { rememberSums } from '#core/remembered-sums';
import { createMatrix, dotProduct, type Matrix } from '#core/tensor';
import type { Profile } from '#core/visitor-model';
import { YAMR_TENSORS, type YamrParameters } from '#core/yamr-parameters';
import { catalogueKernel } from './catalogue-kernel.ts';
import { extendVectors } from './extend-vectors.ts';
import { nextTask } from './next-task.ts';
import {
  loadRankingEngine,
  rankingQueries,
  type LoadRankingEngine,
  type NetworkWeights,
  type RankingInputs
} from './ranking-engine.ts';

export interface RankingHead {
  /** Logits of all movies for each of the visitors: [profiles * itemCount] float32. Throws `backend-failed`. */
  logits(profiles: readonly Profile[]): Promise<Float32Array>;
  /**
   * Logits of some movies for a visitor without each of their ratings in turn, by plain loops with pauses: for each item [ratings].
   * What `logits` gives of the profiles without them.
   */
  logitsWithoutEach(profile: Profile, items: readonly number[]): Promise<Float64Array[]>;
  /** Logits of some movies for a visitor, by the same loops: [items]. */
  logitsOf(profile: Profile, items: readonly number[]): Float64Array;
  /** [V, h] and [itemCount, d]: the vectors that watched movies are summed of; likeness lies in them. */
  readonly history: Matrix;
  readonly second: Matrix;
  dispose(): void;
}

/** Ratings that are taken away between two pauses: some milliseconds. */
const WITHOUT_AT_ONCE = 200;

/**
 * Builds the head, with pauses; `content` is what the catalogue says of its movies. A tfjs backend must be current. Throws
 * `bad-release` for a bundle that does not fit.
 */
export async function createRankingHead(
  bundle: Bundle,
  { ranking }: YamrParameters,
  content: Matrix,
  loadEngine: LoadRankingEngine = loadRankingEngine
): Promise<RankingHead> {
  const tensor = (name: keyof typeof YAMR_TENSORS): Matrix => tensorOf(bundle, YAMR_TENSORS[name]);
  const { cold } = ranking;
  const crowd = padColumn(tensor('crowdMean').values, content.rows, cold?.crowdMean ?? 0);
  const first = await extendVectors(tensor('setFirst'), content, tensor('setFirstContent'));
  await nextTask();
  const second = await extendVectors(tensor('setSecond'), content, tensor('setSecondContent'));
  await nextTask();
  const history = tensor('historyInput');
  const linear = tensor('linearVectors');
  const historyBias = tensor('historyBias').values;
  const itemCount = content.rows;
  const trainedItems = linear.rows;
  const biases = (['setLogitBias', 'historyLogitBias'] as const).map((name) => {
    const own = tensor(name).values;
    const all = cold ? logLikeShares(bundle.catalogue, cold) : new Float32Array(itemCount);
    all.set(own);
    return { matrix: createMatrix(itemCount, 1, all) };
  });
  // Each movie's linear vector is divided by what is left of its diagonal (Steck 2019, eq. 8).
  const direct = { matrix: linear, gain: tensor('linearGain').values };
  const opinions = [{ matrix: second }, { matrix: tensor('historyOutput') }, direct, ...biases];
  const weights: NetworkWeights = {
    hiddenKernel: tensor('hiddenKernel'),
    hiddenBias: tensor('hiddenBias'),
    queryKernel: tensor('queryKernel'),
    queryBias: tensor('queryBias'),
    trained: catalogueKernel(opinions, 0, trainedItems),
    others: catalogueKernel([{ matrix: second }, ...biases], trainedItems, itemCount)
  };
  const engine = await loadEngine(bundle.topology, weights);
  const setSize = setInputSize(first.columns);
  const { blend, historyGains } = ranking;
  const summation = encoderSummation({ crowd, first, second, history, linear, historyGains });
  const sumsOf = rememberSums(itemCount, summation);

  /** The network's inputs for `count` visitors, each of so many ratings and sums over them. */
  const inputsFor = (
    count: number,
    visitorAt: (row: number) => { readonly ratings: number; readonly sums: EncoderSums }
  ): RankingInputs => {
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
    for (let row = 0; row < count; row++) {
      const { ratings, sums } = visitorAt(row);
      const weight = (values: readonly number[]): number =>
        atRatingCount(blend.ratingCounts, values, ratings);
      const [setWeight, historyWeight, linearWeight] = [
        weight(blend.set),
        weight(blend.history),
        weight(blend.linear)
      ];
      const encoded = encodeSums(sums);
      const from = row * history.columns;
      const to = row * linear.columns;
      set.set(encoded.set, row * setSize);
      for (let j = 0; j < history.columns; j++) state[from + j] = encoded.history[j]! + historyBias[j]!;
      for (let j = 0; j < linear.columns; j++) linearQuery[to + j] = linearWeight * encoded.linear[j]!;
      setGate.fill(setWeight, row * second.columns, (row + 1) * second.columns);
      historyGate.fill(historyWeight, from, from + history.columns);
      bias.set([setWeight, historyWeight], row * biases.length);
    }
    return inputs;
  };

  const logits = (profiles: readonly Profile[]): Promise<Float32Array> =>
    engine.run(
      inputsFor(profiles.length, (row) => {
        const profile = profiles[row]!;
        // One profile is the visitor again, with a star more; many are people.
        const sums = profiles.length === 1 ? sumsOf(profile) : summation.all(profile);
        return { ratings: profile.items.length, sums };
      }),
      profiles.length
    );

  /** Of some movies alone: for each item [count]. */
  const logitsFrom = (inputs: RankingInputs, count: number, items: readonly number[]): Float64Array[] => {
    const queries = rankingQueries(inputs, weights, count);
    return items.map((item) => {
      const [kernel, query] =
        item < trainedItems
          ? [catalogueKernel(opinions, item, item + 1), queries.opinions]
          : [catalogueKernel([{ matrix: second }, ...biases], item, item + 1), queries.content];
      const row = new Float32Array(kernel.size);
      kernel.copyRows(row, kernel.size);
      return Float64Array.from({ length: count }, (_, k) =>
        dotProduct(row, 0, query, k * kernel.size, kernel.size)
      );
    });
  };

  const logitsWithoutEach = async (profile: Profile, items: readonly number[]): Promise<Float64Array[]> => {
    const count = profile.items.length;
    const sums = summation.all(profile);
    const all = items.map(() => new Float64Array(count));
    for (let from = 0; from < count; from += WITHOUT_AT_ONCE) {
      if (from > 0) await nextTask();
      const size = Math.min(WITHOUT_AT_ONCE, count - from);
      const inputs = inputsFor(size, (row) => {
        const place = from + row;
        if (place > 0) summation.add(sums, profile.items[place - 1]!, profile.stars[place - 1]!, 1);
        summation.add(sums, profile.items[place]!, profile.stars[place]!, -1);
        return { ratings: count - 1, sums };
      });
      logitsFrom(inputs, size, items).forEach((own, k) => all[k]!.set(own, from));
    }
    return all;
  };
  return {
    logits,
    logitsWithoutEach,
    logitsOf: (profile, items) => {
      const sums = summation.all(profile);
      const inputs = inputsFor(1, () => ({ ratings: profile.items.length, sums }));
      return Float64Array.from(logitsFrom(inputs, 1, items), ([logit]) => logit!);
    },
    history,
    second,
    dispose() {
      engine.dispose();
    }
  };
}
