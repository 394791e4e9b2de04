/**
 * Owns the training of ranking net A, the set encoder: movie vectors are a free part plus a linear map of
 * the content; a visitor is sums of the vectors of what they rated; two dense layers turn the sums into a
 * query; a movie's logit is query . vector + bias (RECOMMENDER.md, "Recipe: ranking head", A; after DeepSets,
 * Zaheer et al. 2017). Each step hides a part of each user's ratings and asks for the hidden likes.
 */
import * as tf from '@tensorflow/tfjs-core';
import { encodeSet, setInputSize, setWeights } from '#core/encoder';
import type { Random } from '#core/random';
import { LIKE_STARS } from '#core/rating';
import { createMatrix, type Matrix } from '#core/tensor';
import { adamStep, cosineRate, createParameter } from '../adam.ts';
import { crossEntropy, read, valueAndGradients } from './loss.ts';
import type { TrainingRatings } from './training-ratings.ts';

export interface SetEncoderOptions {
  readonly embeddingSize: number;
  readonly hiddenSize: number;
  readonly dropout: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** L2 on the free movie vectors, and on everything else. */
  readonly embeddingL2: number;
  readonly l2: number;
  /** At most this many ratings are revealed. */
  readonly maxRevealed: number;
  /** A user counts likes ^ userWeightPower. */
  readonly userWeightPower: number;
}

export const SET_ENCODER_DEFAULTS: SetEncoderOptions = {
  embeddingSize: 48,
  hiddenSize: 128,
  dropout: 0.3,
  epochs: 60,
  batchSize: 64,
  learningRate: 2e-3,
  embeddingL2: 2e-5,
  l2: 1e-4,
  maxRevealed: 100,
  userWeightPower: 0.5
};

export interface SetEncoder {
  /** [itemCount, embeddingSize]: `first` enters the residual sum, `second` the others and the logits. */
  readonly first: Matrix;
  readonly second: Matrix;
  /** [itemCount] */
  readonly bias: Float32Array;
  /** [F, embeddingSize]: the maps from content, for movies without vectors of their own. */
  readonly firstMap: Matrix;
  readonly secondMap: Matrix;
  /** Dense layers: [input, hidden], [hidden], [hidden, embeddingSize], [embeddingSize]. */
  readonly hiddenKernel: Matrix;
  readonly hiddenBias: Float32Array;
  readonly queryKernel: Matrix;
  readonly queryBias: Float32Array;
  /** Mean loss of each epoch, nats a like. */
  readonly losses: readonly number[];
}

/** How many ratings to reveal of n: log-uniform up to `most`, now and then one fewer, five always hidden. */
function drawRevealed(random: Random, n: number, most: number): number {
  const drawn =
    Math.floor(Math.exp(random.uniform() * Math.log(most + 1))) - (random.uniform() < 0.1 ? 1 : 0);
  return Math.max(0, Math.min(n - 5, drawn));
}

/** Inverted dropout mask. */
function dropoutMask(random: Random, size: number, rate: number): Float32Array {
  const keep = 1 / (1 - rate);
  return Float32Array.from({ length: size }, () => (random.uniform() < rate ? 0 : keep));
}

/** Fits net A. `crowd` [itemCount] expected stars, `content` [itemCount, F]. tfjs must be ready (`useWasm`). */
export function fitSetEncoder(
  ratings: TrainingRatings,
  crowd: Float32Array,
  content: Matrix,
  options: SetEncoderOptions,
  random: Random,
  onEpoch: (epoch: number, loss: number) => void = () => undefined
): SetEncoder {
  const { itemCount, userCount } = ratings;
  const { embeddingSize: size, hiddenSize, batchSize } = options;
  const inputSize = setInputSize(size);
  const normal = (deviation: number) => () => deviation * random.normal();
  const linear = (fanIn: number) => () => (2 * random.uniform() - 1) / Math.sqrt(fanIn);
  const free = [0, 1].map(() => createParameter(itemCount, size, options.embeddingL2, normal(0.02)));
  const maps = [0, 1].map(() => createParameter(content.columns, size, options.l2, normal(0.05)));
  const dense = [
    createParameter(inputSize, hiddenSize, options.l2, linear(inputSize)),
    createParameter(1, hiddenSize, options.l2, linear(inputSize)),
    createParameter(hiddenSize, size, options.l2, linear(hiddenSize)),
    createParameter(1, size, options.l2, linear(hiddenSize))
  ];
  const bias = createParameter(1, itemCount, options.l2, () => 0);
  bias.values.set(ratings.logLikeShare);

  const features = tf.tensor2d(content.values, [itemCount, content.columns]);
  const featuresTransposed = tf.transpose(features);
  /** vectors = free + content . map, [itemCount, size]. */
  const vectors = (which: number): Matrix => {
    const values = read(() => tf.matMul(features, tf.tensor2d(maps[which]!.values, [content.columns, size])));
    const own = free[which]!.values;
    for (let k = 0; k < values.length; k++) values[k]! += own[k]!;
    return createMatrix(itemCount, size, values);
  };
  const mapGradient = (gradient: Float32Array): Float32Array =>
    read(() => tf.matMul(featuresTransposed, tf.tensor2d(gradient, [itemCount, size])));

  const order = Int32Array.from({ length: userCount }, (_, user) => user);
  const losses: number[] = [];
  const batches = Math.ceil(userCount / batchSize);
  let step = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const rate = cosineRate(options.learningRate, epoch, options.epochs);
    random.shuffle(order);
    let epochLoss = 0;
    for (let from = 0; from < userCount; from += batchSize) {
      const users = order.subarray(from, Math.min(from + batchSize, userCount));
      const [first, second] = [vectors(0), vectors(1)];
      const input = new Float32Array(users.length * inputSize);
      const targets = new Float32Array(users.length * itemCount);
      const mask = new Float32Array(users.length * itemCount);
      const weights = new Float32Array(users.length);
      const revealed = Array.from(users, (user, row) => {
        const begin = ratings.userStart[user]!;
        const own = Int32Array.from({ length: ratings.userStart[user + 1]! - begin }, (_, k) => begin + k);
        random.shuffle(own);
        const count = drawRevealed(random, own.length, options.maxRevealed);
        const hiddenLikes = own.subarray(count).filter((at) => ratings.stars[at]! >= LIKE_STARS);
        for (const at of hiddenLikes) targets[row * itemCount + ratings.item[at]!] = 1 / hiddenLikes.length;
        weights[row] = hiddenLikes.length ** options.userWeightPower;
        const profile = {
          items: Int32Array.from(own.subarray(0, count), (at) => ratings.item[at]!),
          stars: Float32Array.from(own.subarray(0, count), (at) => ratings.stars[at]!)
        };
        for (const item of profile.items) mask[row * itemCount + item] = -1e4;
        const shown = setWeights(profile, crowd);
        encodeSet(profile, shown, first, second, input, row * inputSize);
        return { profile, shown };
      });
      const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
      if (totalWeight === 0) continue;
      for (let row = 0; row < weights.length; row++) weights[row]! /= totalWeight;
      const inputMask = dropoutMask(random, input.length, options.dropout);
      const hiddenMask = dropoutMask(random, users.length * hiddenSize, options.dropout);
      const { loss, gradients } = valueAndGradients(
        [
          { values: input, shape: [users.length, inputSize] },
          { values: second.values, shape: [itemCount, size] },
          bias,
          ...dense
        ],
        (x, items, b, hiddenKernel, hiddenBias, queryKernel, queryBias) => {
          const dropped = tf.mul<tf.Tensor2D>(x, tf.tensor2d(inputMask, [users.length, inputSize]));
          const hidden = tf.tanh(tf.add<tf.Tensor2D>(tf.matMul(dropped, hiddenKernel), hiddenBias));
          const thinned = tf.mul<tf.Tensor2D>(hidden, tf.tensor2d(hiddenMask, [users.length, hiddenSize]));
          const query = tf.add<tf.Tensor2D>(tf.matMul(thinned, queryKernel), queryBias);
          const logits = tf.add<tf.Tensor2D>(
            tf.add(tf.matMul(query, items, false, true), b),
            tf.tensor2d(mask, [users.length, itemCount])
          );
          return crossEntropy(
            logits,
            tf.tensor2d(targets, [users.length, itemCount]),
            tf.tensor2d(weights, [users.length, 1])
          );
        }
      );
      const [inputGradient, secondGradient, biasGradient, ...denseGradients] = gradients;
      const firstGradient = new Float32Array(itemCount * size);
      revealed.forEach(({ profile, shown }, row) => {
        const at = row * inputSize;
        profile.items.forEach((item, i) => {
          const to = item * size;
          for (let j = 0; j < size; j++) {
            firstGradient[to + j]! += shown.residual[i]! * inputGradient![at + j]!;
            secondGradient![to + j]! +=
              shown.seen * inputGradient![at + size + j]! +
              shown.liked[i]! * inputGradient![at + 2 * size + j]!;
          }
        });
      });
      step++;
      adamStep(free[0]!, firstGradient, rate, step);
      adamStep(free[1]!, secondGradient!, rate, step);
      adamStep(maps[0]!, mapGradient(firstGradient), rate, step);
      adamStep(maps[1]!, mapGradient(secondGradient!), rate, step);
      adamStep(bias, biasGradient!, rate, step);
      dense.forEach((parameter, k) => {
        adamStep(parameter, denseGradients[k]!, rate, step);
      });
      epochLoss += loss / batches;
    }
    losses.push(epochLoss);
    onEpoch(epoch + 1, epochLoss);
  }
  const result: SetEncoder = {
    first: vectors(0),
    second: vectors(1),
    bias: bias.values.slice(),
    firstMap: createMatrix(content.columns, size, maps[0]!.values.slice()),
    secondMap: createMatrix(content.columns, size, maps[1]!.values.slice()),
    hiddenKernel: createMatrix(inputSize, hiddenSize, dense[0]!.values.slice()),
    hiddenBias: dense[1]!.values.slice(),
    queryKernel: createMatrix(hiddenSize, size, dense[2]!.values.slice()),
    queryBias: dense[3]!.values.slice(),
    losses
  };
  features.dispose();
  featuresTransposed.dispose();
  return result;
}
