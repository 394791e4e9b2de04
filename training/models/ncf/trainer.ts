/**
 * Owns one training step: gathers the vectors of a batch, passes them through the dense layers, scatters the
 * gradients back, and updates everything with one Adam. Neighbours: `dense-net.ts` (the layers), `fit.ts`
 * (the epochs).
 */
import type { Random } from '#core/random';
import { createMatrix, type Matrix } from '#core/tensor';
import { adamStep, createParameter } from '../adam.ts';
import { createDenseNet } from './dense-net.ts';
import type { NcfOptions } from './options.ts';

/** All that a trained network is: vectors [userCount | itemCount, embeddingSize] and layers by tfjs' names. */
export interface NcfWeights {
  readonly users: Matrix;
  readonly items: Matrix;
  readonly layers: ReadonlyMap<string, Matrix>;
}

export interface Trainer {
  /**
   * One update of every parameter from ratings of `user` and `item` rows with `stars`, [n] each, 2 <= n <=
   * batchSize. Gives their mean squared error in stars squared, dropout included. Every row of both tables
   * moves, as weight decay reaches them all (torch.optim.Adam over dense embeddings).
   */
  step(user: Int32Array, item: Int32Array, stars: Float32Array, learningRate: number): number;
  /** A copy of the weights as they stand. */
  weights(): NcfWeights;
  setWeights(weights: NcfWeights): void;
}

/** Standard deviation of the vectors at the start. */
const VECTOR_DEVIATION = 0.1;

/** Scales gradients by limit / norm where their common Euclidean norm exceeds the limit; gives that norm back. */
export function clipGradients(gradients: readonly Float32Array[], limit: number): number {
  let square = 0;
  for (const gradient of gradients)
    for (let k = 0; k < gradient.length; k++) square += gradient[k]! * gradient[k]!;
  const norm = Math.sqrt(square);
  if (!(norm > limit)) return norm;
  for (const gradient of gradients) for (let k = 0; k < gradient.length; k++) gradient[k]! *= limit / norm;
  return norm;
}

/** `random` draws start values and dropout masks. */
export function createTrainer(
  options: NcfOptions,
  userCount: number,
  itemCount: number,
  random: Random
): Trainer {
  const { embeddingSize: size, batchSize, weightDecay, gradientClipNorm } = options;
  const start = random.fork('vectors');
  const draw = (): number => VECTOR_DEVIATION * start.normal();
  const users = createParameter(userCount, size, weightDecay, draw);
  const items = createParameter(itemCount, size, weightDecay, draw);
  const userGradient = new Float32Array(userCount * size);
  const itemGradient = new Float32Array(itemCount * size);
  const net = createDenseNet(options, random);
  const vectors = new Float32Array(batchSize * 2 * size);
  const slopes = new Float32Array(batchSize * 2 * size);
  const clipped = [userGradient, itemGradient, ...net.gradients.values()];
  let stepCount = 0;

  return {
    step(user, item, stars, learningRate) {
      for (let row = 0, k = 0; row < stars.length; row++) {
        for (let d = 0; d < size; d++) vectors[k++] = users.values[user[row]! * size + d]!;
        for (let d = 0; d < size; d++) vectors[k++] = items.values[item[row]! * size + d]!;
      }
      const loss = net.pass(vectors, stars, slopes);
      for (let row = 0, k = 0; row < stars.length; row++) {
        for (let d = 0; d < size; d++) userGradient[user[row]! * size + d]! += slopes[k++]!;
        for (let d = 0; d < size; d++) itemGradient[item[row]! * size + d]! += slopes[k++]!;
      }
      if (gradientClipNorm !== null) clipGradients(clipped, gradientClipNorm);
      stepCount++;
      adamStep(users, userGradient, learningRate, stepCount);
      adamStep(items, itemGradient, learningRate, stepCount);
      for (const [name, parameter] of net.parameters) {
        adamStep(parameter, net.gradients.get(name)!, learningRate, stepCount);
      }
      for (let row = 0; row < stars.length; row++) {
        userGradient.fill(0, user[row]! * size, (user[row]! + 1) * size);
        itemGradient.fill(0, item[row]! * size, (item[row]! + 1) * size);
      }
      return loss;
    },
    weights: () => ({
      users: createMatrix(userCount, size, users.values.slice()),
      items: createMatrix(itemCount, size, items.values.slice()),
      layers: net.weights()
    }),
    setWeights(weights) {
      users.values.set(weights.users.values);
      items.values.set(weights.items.values);
      net.setWeights(weights.layers);
    }
  };
}
