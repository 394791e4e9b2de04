/**
 * Owns the dense part of the network while it trains: forward and backward pass over typed arrays, eight times
 * faster than tfjs at batch 64, where a kernel's call costs more than its arithmetic. The test holds the
 * gradients against tfjs' own for `network.ts`' layers. Neighbours: `trainer.ts` (its caller), `core/ncf.ts`.
 */
import { NORM_EPSILON } from '#core/ncf';
import type { Random } from '#core/random';
import { STARS_MAX, STARS_MIN } from '#core/rating';
import { createMatrix, type Matrix } from '#core/tensor';
import { createParameter, type Parameter } from '../adam.ts';
import type { NcfOptions } from './options.ts';

/** Share of its running mean and variance that a batch norm keeps at every step (PyTorch's momentum of 0.1). */
const NORM_KEEP = 0.9;
const RANGE = STARS_MAX - STARS_MIN;

export interface DenseNet {
  /** What is learnt, by tfjs' weight names; and the gradients of the last `pass`, each of the parameter's size. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /**
   * Forward and backward over a batch of n >= 2: `vectors` [n, 2 embeddingSize] (user, then movie), `stars` [n].
   * Fills `gradients` and `vectorGradient` (as `vectors`), moves the running statistics, and gives the mean
   * squared error in stars squared.
   */
  pass(vectors: Float32Array, stars: Float32Array, vectorGradient: Float32Array): number;
  /** A copy of all weights, running statistics included, by tfjs' names; vectors as one row. */
  weights(): Map<string, Matrix>;
  setWeights(weights: ReadonlyMap<string, Matrix>): void;
}

/** `random` draws the start values (He et al. 2015 for ReLU layers, Glorot and Bengio 2010 for the output) and masks. */
export function createDenseNet(options: NcfOptions, random: Random): DenseNet {
  const { embeddingSize, hiddenSizes, batchSize, weightDecay, embeddingDropout, hiddenDropout } = options;
  const start = random.fork('kernels');
  const masks = random.fork('dropout');
  const parameters = new Map<string, Parameter>();
  const gradients = new Map<string, Float32Array>();
  const running = new Map<string, Float32Array>();
  const learn = (name: string, rows: number, columns: number, draw: () => number) => {
    const parameter = createParameter(rows, columns, weightDecay, draw);
    const gradient = new Float32Array(rows * columns);
    parameters.set(name, parameter);
    gradients.set(name, gradient);
    return { values: parameter.values, gradient };
  };
  const follow = (name: string, size: number, value: number): Float32Array => {
    const values = new Float32Array(size).fill(value);
    running.set(name, values);
    return values;
  };
  const buffer = (width: number): Float64Array => new Float64Array(batchSize * width);

  const sizes = [2 * embeddingSize, ...hiddenSizes];
  const hidden = hiddenSizes.map((units, at) => {
    const inputs = sizes[at]!;
    const name = String(at + 1);
    const deviation = Math.sqrt(2 / inputs);
    return {
      inputs,
      units,
      kernel: learn(`dense${name}/kernel`, inputs, units, () => deviation * start.normal()),
      bias: learn(`dense${name}/bias`, 1, units, () => 0),
      gamma: learn(`norm${name}/gamma`, 1, units, () => 1),
      beta: learn(`norm${name}/beta`, 1, units, () => 0),
      runningMean: follow(`norm${name}/moving_mean`, units, 0),
      runningVariance: follow(`norm${name}/moving_variance`, units, 1),
      /** ReLU's output; then, normalised, without gamma and beta; the mask behind it; what a batch was divided by. */
      active: buffer(units),
      normal: buffer(units),
      mask: buffer(units),
      inverse: new Float64Array(units)
    };
  });
  const width = sizes.at(-1)!;
  const outputDeviation = Math.sqrt(2 / (width + 1));
  const outputKernel = learn('output/kernel', width, 1, () => outputDeviation * start.normal());
  const outputBias = learn('output/bias', 1, 1, () => 0);
  /** Input of layer at (masked), and the gradient with respect to it; the last is the output layer's. */
  const flows = sizes.map(buffer);
  const slopes = sizes.map(buffer);
  const inputMask = buffer(sizes[0]!);

  /** Inverted dropout (Srivastava et al. 2014): 0 with probability `rate`, else 1 / (1 - rate). */
  const drawMask = (mask: Float64Array, length: number, rate: number): void => {
    if (rate === 0) mask.fill(1, 0, length);
    else for (let k = 0; k < length; k++) mask[k] = masks.uniform() < rate ? 0 : 1 / (1 - rate);
  };

  function forwardLayer(at: number, count: number): void {
    const { inputs, units, kernel, bias, gamma, beta, active, normal, mask, inverse, ...layer } = hidden[at]!;
    const x = flows[at]!;
    const y = flows[at + 1]!;
    for (let row = 0; row < count; row++) {
      const to = row * units;
      for (let j = 0; j < units; j++) active[to + j] = bias.values[j]!;
      for (let i = 0; i < inputs; i++) {
        const value = x[row * inputs + i]!;
        if (value !== 0)
          for (let j = 0; j < units; j++) active[to + j]! += value * kernel.values[i * units + j]!;
      }
      for (let j = 0; j < units; j++) if (active[to + j]! < 0) active[to + j] = 0;
    }
    drawMask(mask, count * units, hiddenDropout);
    for (let j = 0; j < units; j++) {
      let mean = 0;
      for (let k = j; k < count * units; k += units) mean += active[k]!;
      mean /= count;
      let variance = 0;
      for (let k = j; k < count * units; k += units) variance += (active[k]! - mean) ** 2;
      variance /= count;
      const scale = 1 / Math.sqrt(variance + NORM_EPSILON);
      inverse[j] = scale;
      for (let k = j; k < count * units; k += units) {
        normal[k] = (active[k]! - mean) * scale;
        y[k] = (gamma.values[j]! * normal[k]! + beta.values[j]!) * mask[k]!;
      }
      layer.runningMean[j] = NORM_KEEP * layer.runningMean[j]! + (1 - NORM_KEEP) * mean;
      const unbiased = (variance * count) / (count - 1);
      layer.runningVariance[j] = NORM_KEEP * layer.runningVariance[j]! + (1 - NORM_KEEP) * unbiased;
    }
  }

  function backwardLayer(at: number, count: number): void {
    const { inputs, units, kernel, bias, gamma, beta, active, normal, mask, inverse } = hidden[at]!;
    const x = flows[at]!;
    const dx = slopes[at]!;
    const dy = slopes[at + 1]!;
    for (let j = 0; j < units; j++) {
      let sum = 0;
      let product = 0;
      for (let k = j; k < count * units; k += units) {
        dy[k]! *= mask[k]!;
        sum += dy[k]!;
        product += dy[k]! * normal[k]!;
      }
      beta.gradient[j] = sum;
      gamma.gradient[j] = product;
      // Ioffe and Szegedy (2015), the gradients of section 3, gathered into one line.
      const scale = (gamma.values[j]! * inverse[j]!) / count;
      let biasSum = 0;
      for (let k = j; k < count * units; k += units) {
        dy[k] = active[k]! > 0 ? scale * (count * dy[k]! - sum - normal[k]! * product) : 0;
        biasSum += dy[k]!;
      }
      bias.gradient[j] = biasSum;
    }
    kernel.gradient.fill(0);
    for (let row = 0; row < count; row++) {
      const from = row * units;
      for (let i = 0; i < inputs; i++) {
        const value = x[row * inputs + i]!;
        let sum = 0;
        for (let j = 0; j < units; j++) {
          sum += dy[from + j]! * kernel.values[i * units + j]!;
          kernel.gradient[i * units + j]! += value * dy[from + j]!;
        }
        dx[row * inputs + i] = sum;
      }
    }
  }

  /** The output layer and the loss, forward and back. */
  function output(stars: Float32Array): number {
    const count = stars.length;
    const x = flows.at(-1)!;
    const dx = slopes.at(-1)!;
    outputKernel.gradient.fill(0);
    outputBias.gradient.fill(0);
    let loss = 0;
    for (let row = 0; row < count; row++) {
      let sum = outputBias.values[0]!;
      for (let i = 0; i < width; i++) sum += x[row * width + i]! * outputKernel.values[i]!;
      const share = 1 / (1 + Math.exp(-sum));
      const error = STARS_MIN + RANGE * share - stars[row]!;
      loss += error * error;
      const slope = (2 * error * RANGE * share * (1 - share)) / count;
      outputBias.gradient[0]! += slope;
      for (let i = 0; i < width; i++) {
        outputKernel.gradient[i]! += slope * x[row * width + i]!;
        dx[row * width + i] = slope * outputKernel.values[i]!;
      }
    }
    return loss / count;
  }

  return {
    parameters,
    gradients,
    pass(vectors, stars, vectorGradient) {
      const count = stars.length;
      const length = count * sizes[0]!;
      drawMask(inputMask, length, embeddingDropout);
      for (let k = 0; k < length; k++) flows[0]![k] = vectors[k]! * inputMask[k]!;
      for (let at = 0; at < hidden.length; at++) forwardLayer(at, count);
      const loss = output(stars);
      for (let at = hidden.length - 1; at >= 0; at--) backwardLayer(at, count);
      for (let k = 0; k < length; k++) vectorGradient[k] = slopes[0]![k]! * inputMask[k]!;
      return loss;
    },
    weights() {
      const copies = new Map<string, Matrix>();
      for (const [name, { shape, values }] of parameters)
        copies.set(name, createMatrix(...shape, values.slice()));
      for (const [name, values] of running) copies.set(name, createMatrix(1, values.length, values.slice()));
      return copies;
    },
    setWeights(weights) {
      for (const [name, { values }] of weights)
        (parameters.get(name)?.values ?? running.get(name))?.set(values);
    }
  };
}
