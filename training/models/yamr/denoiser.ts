/**
 * Owns the training of ranking net B, the denoising autoencoder that sees the ratings: the liked movies,
 * weighted by how much, most of them dropped at random, are summed into a hidden state from which all likes
 * are to be told (RECOMMENDER.md, "Recipe: ranking head", B; after Mult-DAE, Liang et al. 2018).
 */
import * as tf from '@tensorflow/tfjs-core';
import { encodeHistory, historyGain } from '#core/encoder';
import type { Random } from '#core/random';
import { LIKE_STARS } from '#core/rating';
import { createMatrix, type Matrix } from '#core/tensor';
import { adamStep, cosineRate, createParameter } from '../adam.ts';
import { crossEntropy, valueAndGradients } from './loss.ts';
import type { TrainingRatings } from './training-ratings.ts';

export interface DenoiserOptions {
  readonly hiddenSize: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly l2: number;
  /** The share of a user's likes that is dropped is drawn from this range. */
  readonly dropRange: readonly [number, number];
  /** How much a rating counts in the history, by half stars from 0.5 to 5. */
  readonly gains: readonly number[];
}

export const DENOISER_DEFAULTS: DenoiserOptions = {
  hiddenSize: 128,
  epochs: 60,
  batchSize: 64,
  learningRate: 3e-3,
  l2: 1e-6,
  dropRange: [0.2, 0.97],
  gains: [0.2, 0.2, 0.2, 0.2, 0.3, 0.4, 0.7, 1, 1.3, 1.3]
};

export interface Denoiser {
  /** [itemCount, hiddenSize]: summed into the hidden state, and read out of it. */
  readonly input: Matrix;
  readonly output: Matrix;
  readonly hiddenBias: Float32Array;
  /** [itemCount] */
  readonly bias: Float32Array;
  /** Mean loss of each epoch, nats a user. */
  readonly losses: readonly number[];
}

/** Fits net B on the users who like anything. tfjs must be ready (`useWasm`). */
export function fitDenoiser(
  ratings: TrainingRatings,
  options: DenoiserOptions,
  random: Random,
  onEpoch: (epoch: number, loss: number) => void = () => undefined
): Denoiser {
  const { itemCount, userCount, userStart, item, stars } = ratings;
  const { hiddenSize, batchSize } = options;
  const normal = (): number => 0.02 * random.normal();
  const input = createParameter(itemCount, hiddenSize, options.l2, normal);
  const output = createParameter(itemCount, hiddenSize, options.l2, normal);
  const hiddenBias = createParameter(1, hiddenSize, options.l2, () => 0);
  const bias = createParameter(1, itemCount, options.l2, () => 0);
  bias.values.set(ratings.logLikeShare);

  const likers = Int32Array.from({ length: userCount }, (_, user) => user).filter((user) =>
    stars.subarray(userStart[user], userStart[user + 1]).some((value) => value >= LIKE_STARS)
  );
  const losses: number[] = [];
  let step = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const rate = cosineRate(options.learningRate, epoch, options.epochs);
    random.shuffle(likers);
    let epochLoss = 0;
    for (let from = 0; from < likers.length; from += batchSize) {
      const users = likers.subarray(from, Math.min(from + batchSize, likers.length));
      const hidden = new Float32Array(users.length * hiddenSize);
      const targets = new Float32Array(users.length * itemCount);
      const vectors = createMatrix(itemCount, hiddenSize, input.values);
      const kept = Array.from(users, (user, row) => {
        const [low, high] = options.dropRange;
        const drop = low + (high - low) * random.uniform();
        const rows: number[] = [];
        let square = 0;
        for (let at = userStart[user]!; at < userStart[user + 1]!; at++) {
          if (stars[at]! >= LIKE_STARS) targets[row * itemCount + item[at]!] = 1;
          const gain = historyGain(options.gains, stars[at]!);
          if (gain === 0 || random.uniform() <= drop) continue;
          rows.push(at);
          square += gain * gain;
        }
        const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
        const items = Int32Array.from(rows, (at) => item[at]!);
        const weights = Float32Array.from(rows, (at) => historyGain(options.gains, stars[at]!) * scale);
        encodeHistory(items, weights, vectors, hidden, row * hiddenSize);
        return { items, weights };
      });
      const { loss, gradients } = valueAndGradients(
        [{ values: hidden, shape: [users.length, hiddenSize] }, hiddenBias, output, bias],
        (sum, b, out, itemBias) => {
          const state = tf.tanh(tf.add<tf.Tensor2D>(sum, b));
          const logits = tf.add<tf.Tensor2D>(tf.matMul(state, out, false, true), itemBias);
          return crossEntropy(
            logits,
            tf.tensor2d(targets, [users.length, itemCount]),
            tf.fill<tf.Rank.R2>([users.length, 1], 1 / users.length)
          );
        }
      );
      const inputGradient = new Float32Array(itemCount * hiddenSize);
      kept.forEach(({ items, weights }, row) => {
        items.forEach((movie, i) => {
          const to = movie * hiddenSize;
          for (let j = 0; j < hiddenSize; j++) {
            inputGradient[to + j]! += weights[i]! * gradients[0]![row * hiddenSize + j]!;
          }
        });
      });
      step++;
      adamStep(input, inputGradient, rate, step);
      adamStep(hiddenBias, gradients[1]!, rate, step);
      adamStep(output, gradients[2]!, rate, step);
      adamStep(bias, gradients[3]!, rate, step);
      epochLoss += (loss * users.length) / likers.length;
    }
    losses.push(epochLoss);
    onEpoch(epoch + 1, epochLoss);
  }
  return {
    input: createMatrix(itemCount, hiddenSize, input.values.slice()),
    output: createMatrix(itemCount, hiddenSize, output.values.slice()),
    hiddenBias: hiddenBias.values.slice(),
    bias: bias.values.slice(),
    losses
  };
}
