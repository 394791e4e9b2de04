/**
 * Owns the training of the replaced system's network from a dataset to a bundle: the split, the epochs, early
 * stopping and what each epoch measured. Neighbours: `trainer.ts` (a step), `release.ts` (the bundle).
 */
import type { Bundle } from '#core/bundle';
import { throwIfAborted, YamrError } from '#core/errors';
import { mae } from '#core/metrics/mae';
import { rmse } from '#core/metrics/rmse';
import { foldNetwork, scoreItems, userPart } from '#core/ncf';
import { createRandom } from '#core/random';
import { createMatrix } from '#core/tensor';
import type { Dataset } from '../../dataset.ts';
import { learningRateAt, resolveOptions, type NcfOptions } from './options.ts';
import { createNcfBundle } from './release.ts';
import { splitRows } from './split-rows.ts';
import { createTrainer, type NcfWeights } from './trainer.ts';

/** What is known after an epoch; errors in stars, of the validation part, null where there is none. */
export interface NcfEpoch {
  /** Counts from 1. */
  readonly epoch: number;
  readonly learningRate: number;
  /** Mean squared error over the epoch's batches, in stars squared, dropout included. */
  readonly trainLoss: number;
  readonly validationLoss: number | null;
  readonly rmse: number | null;
  readonly mae: number | null;
  readonly seconds: number;
}

export interface NcfFit {
  readonly bundle: Bundle;
  readonly history: readonly NcfEpoch[];
  /** Errors on the test part, in stars; null where testShare is 0. */
  readonly test: { readonly rmse: number; readonly mae: number } | null;
  /** Stars that a user of the dataset would give; both indices are the dataset's. */
  readonly predictKnown: (userIndex: number, itemIndex: number) => number;
}

export interface NcfHooks {
  readonly onEpoch?: (epoch: NcfEpoch) => void;
  /** Ratings seen so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Stars by user and movie row, with these weights: the very code that scores visitors. */
function createPredictor(options: NcfOptions, weights: NcfWeights): (user: number, item: number) => number {
  const { values, columns } = weights.users;
  const network = foldNetwork(options.hiddenSizes.length, weights.items, (name) => {
    const matrix = weights.layers.get(name);
    if (!matrix) throw new YamrError('internal', `The network has no weight "${name}".`);
    return matrix;
  });
  const parts = new Map<number, Float64Array>();
  return (user, item) => {
    const part = parts.get(user) ?? userPart(network, values.subarray(user * columns, (user + 1) * columns));
    parts.set(user, part);
    return scoreItems(network, part, [item])[0]!;
  };
}

/**
 * Movies that nobody has rated, behind the others, get the zero vector: what weight decay leaves of a vector that no rating pulls.
 */
function withUnrated({ items, ...others }: NcfWeights, itemCount: number): NcfWeights {
  const all = createMatrix(itemCount, items.columns);
  all.values.set(items.values);
  return { ...others, items: all };
}

/** Errors of the predictions for some rows of the dataset, in stars; null for no rows. */
function errorsOn(
  dataset: Dataset,
  rows: Uint32Array,
  predict: (user: number, item: number) => number
): { readonly rmse: number; readonly mae: number } | null {
  if (rows.length === 0) return null;
  const actual = Float32Array.from(rows, (row) => dataset.stars[row]!);
  const predicted = Float32Array.from(rows, (row) => predict(dataset.user[row]!, dataset.item[row]!));
  return { rmse: rmse(predicted, actual), mae: mae(predicted, actual) };
}

/**
 * Trains on the dataset (less its validation and test shares). The same seed and data give the same network.
 * Throws `bad-input` for options that make no sense or fewer than two ratings to train on, and `aborted`.
 */
export async function fitNcf(
  dataset: Dataset,
  given: Partial<NcfOptions> = {},
  hooks: NcfHooks = {}
): Promise<NcfFit> {
  const options = resolveOptions(given);
  const random = createRandom(options.seed).fork('ncf');
  const rows = splitRows(dataset.stars.length, options, random.fork('split'));
  if (rows.train.length < 2)
    throw new YamrError('bad-input', 'The network needs at least two ratings to train on.');
  const trainer = createTrainer(options, dataset.userCount, dataset.ratedCount, random);
  const order = random.fork('order');
  const history: NcfEpoch[] = [];
  let best: { readonly loss: number; readonly epoch: number; readonly weights: NcfWeights } | undefined;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const startMs = performance.now();
    const learningRate = learningRateAt(options, epoch);
    order.shuffle(rows.train);
    const trainLoss = await trainEpoch(dataset, rows.train, options, hooks, epoch, (user, item, stars) =>
      trainer.step(user, item, stars, learningRate)
    );
    const validation = errorsOn(dataset, rows.validation, createPredictor(options, trainer.weights()));
    const measured: NcfEpoch = {
      epoch: epoch + 1,
      learningRate,
      trainLoss,
      validationLoss: validation && validation.rmse ** 2,
      rmse: validation && validation.rmse,
      mae: validation && validation.mae,
      seconds: (performance.now() - startMs) / 1000
    };
    history.push(measured);
    hooks.onEpoch?.(measured);
    if (options.earlyStoppingPatience === null || measured.validationLoss === null) continue;
    if (!best || measured.validationLoss < best.loss) {
      best = { loss: measured.validationLoss, epoch, weights: trainer.weights() };
    } else if (epoch - best.epoch >= options.earlyStoppingPatience) break;
  }
  const weights = withUnrated(best?.weights ?? trainer.weights(), dataset.itemCount);
  const predictKnown = createPredictor(options, weights);
  const noise = (errorsOn(dataset, rows.train, predictKnown)?.rmse ?? NaN) ** 2;
  return {
    bundle: await createNcfBundle(dataset, options, weights, noise, history.length),
    history,
    test: errorsOn(dataset, rows.test, predictKnown),
    predictKnown
  };
}

/** One pass over `rows` in batches; the mean squared error, in stars squared, dropout included. */
async function trainEpoch(
  { user, item, stars }: Dataset,
  rows: Uint32Array,
  { batchSize, epochs }: NcfOptions,
  hooks: NcfHooks,
  epoch: number,
  step: (user: Int32Array, item: Int32Array, stars: Float32Array) => number
): Promise<number> {
  let lossSum = 0;
  let seen = 0;
  for (let at = 0; at < rows.length; at += batchSize) {
    const batch = rows.subarray(at, at + batchSize);
    // One rating has no variance to normalise a batch by.
    if (batch.length < 2) continue;
    const users = new Int32Array(batch.length);
    const items = new Int32Array(batch.length);
    const targets = new Float32Array(batch.length);
    batch.forEach((row, k) => {
      users[k] = user[row]!;
      items[k] = item[row]!;
      targets[k] = stars[row]!;
    });
    lossSum += batch.length * step(users, items, targets);
    seen += batch.length;
    if ((at / batchSize) % 64 !== 0) continue;
    hooks.onProgress?.(epoch * rows.length + at, epochs * rows.length);
    // Lets a signal through: the steps themselves never yield.
    await new Promise((resolve) => setImmediate(resolve));
    throwIfAborted(hooks.signal);
  }
  return lossSum / seen;
}
