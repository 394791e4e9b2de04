/**
 * Owns the forward pass of the replaced system's network: tfjs' layers folded into plain loops. Neighbours:
 * `training/models/ncf` trains the weights, `ncf-visitor.ts` fits a visitor, `scorer/ncf-model.ts` deploys both.
 */
import { STARS_MAX, STARS_MIN } from './rating.ts';
import type { Matrix } from './tensor.ts';

/** Added to the variance in batch normalisation (PyTorch's default). */
export const NORM_EPSILON = 1e-5;
/** Movies that `scoreItems` takes through a layer together, so that a weight is loaded once for all of them. */
const BLOCK = 4;

/** The sigmoid's (0, 1) stretched over the scale: stars of the output layer's sum. */
export const toStars = (sum: number): number => STARS_MIN + (STARS_MAX - STARS_MIN) / (1 + Math.exp(-sum));

/** One dense layer after folding: `kernel` [outputs, inputs] row-major, `bias` [outputs], float64. */
export interface Dense {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: Float64Array;
  readonly bias: Float64Array;
}

export interface NcfNetwork {
  readonly embeddingSize: number;
  readonly itemCount: number;
  /** Movies from here on all have the vector of the last: nobody has rated them. At least 1 where there are movies. */
  readonly distinctCount: number;
  readonly layers: readonly Dense[];
  /** The movie's share of the first layer before ReLU, bias included, [itemCount, layers[0].outputs]. */
  readonly itemPart: Float32Array;
}

/**
 * Folds the network: batch normalisation y = gamma (h - mean) / sqrt(variance + epsilon) + beta is affine, so it
 * goes into the dense layer behind it; the movie's half of layer 1 does not depend on the visitor and is
 * multiplied out. `weights` by tfjs' names ("dense1/kernel", "norm1/gamma", ..., "output/bias");
 * `items` [itemCount, embeddingSize]. `weightOf` throws `bad-release` for what is missing.
 */
export function foldNetwork(
  hiddenCount: number,
  items: Matrix,
  weightOf: (name: string) => Matrix
): NcfNetwork {
  let scale: Float64Array | undefined;
  let shift: Float64Array | undefined;
  const layers: Dense[] = [];
  for (let at = 1; at <= hiddenCount + 1; at++) {
    const name = at <= hiddenCount ? `dense${at}` : 'output';
    const { rows: inputs, columns: outputs, values } = weightOf(`${name}/kernel`);
    const kernel = new Float64Array(inputs * outputs);
    const bias = Float64Array.from(weightOf(`${name}/bias`).values);
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < outputs; j++) {
        const weight = values[i * outputs + j]!;
        bias[j]! += (shift?.[i] ?? 0) * weight;
        kernel[j * inputs + i] = (scale?.[i] ?? 1) * weight;
      }
    }
    layers.push({ inputs, outputs, kernel, bias });
    if (at > hiddenCount) break;
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      (part) => weightOf(`norm${at}/${part}`).values
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const factor = Float64Array.from(gamma, (value, j) => value / Math.sqrt(variance[j]! + NORM_EPSILON));
    scale = factor;
    shift = Float64Array.from(beta, (value, j) => value - mean[j]! * factor[j]!);
  }
  const { inputs, outputs, kernel, bias } = layers[0]!;
  const size = items.columns;
  const itemPart = new Float32Array(items.rows * outputs);
  for (let item = 0; item < items.rows; item++) {
    for (let j = 0; j < outputs; j++) {
      let sum = bias[j]!;
      for (let d = 0; d < size; d++) sum += items.values[item * size + d]! * kernel[j * inputs + size + d]!;
      itemPart[item * outputs + j] = sum;
    }
  }
  return {
    embeddingSize: size,
    itemCount: items.rows,
    distinctCount: distinctRows(items),
    layers,
    itemPart
  };
}

/** Rows up to and with the first of those at the end that are all the same. */
function distinctRows({ rows, columns, values }: Matrix): number {
  let same = (rows - 1) * columns;
  while (same > 0 && values[same - 1] === values[same - 1 + columns]) same--;
  return Math.min(rows, Math.ceil(same / columns) + 1);
}

/** The visitor's share of the first layer before ReLU, [layers[0].outputs], of a user vector [embeddingSize]. */
export function userPart(network: NcfNetwork, vector: ArrayLike<number>): Float64Array {
  const { inputs, outputs, kernel } = network.layers[0]!;
  return Float64Array.from({ length: outputs }, (_, j) => {
    let sum = 0;
    for (let d = 0; d < network.embeddingSize; d++) sum += vector[d]! * kernel[j * inputs + d]!;
    return sum;
  });
}

/** Predicted stars of some movies, [items.length], or of the whole catalogue, [itemCount]. `part` as `userPart`. */
export function scoreItems(network: NcfNetwork, part: Float64Array, items?: ArrayLike<number>): Float32Array {
  const { layers, itemPart } = network;
  const count = items ? items.length : network.distinctCount;
  const stars = new Float32Array(items ? count : network.itemCount);
  const width = part.length;
  const flows = layers.map((layer) => new Float64Array(layer.outputs * BLOCK));
  const first = flows[0]!;
  const last = flows.at(-1)!;
  for (let start = 0; start < count; start += BLOCK) {
    const end = Math.min(BLOCK, count - start);
    for (let lane = 0; lane < end; lane++) {
      const from = (items ? items[start + lane]! : start + lane) * width;
      for (let j = 0; j < width; j++) {
        const sum = itemPart[from + j]! + part[j]!;
        first[j * BLOCK + lane] = sum > 0 ? sum : 0;
      }
    }
    for (let at = 1; at < layers.length; at++)
      multiply(layers[at]!, flows[at - 1]!, flows[at]!, at < layers.length - 1);
    for (let lane = 0; lane < end; lane++) stars[start + lane] = toStars(last[lane]!);
  }
  if (count > 0) stars.fill(stars[count - 1]!, count);
  return stars;
}

/** One layer for BLOCK movies, interleaved: x [inputs, BLOCK] -> y [outputs, BLOCK], with ReLU or without. */
function multiply(layer: Dense, x: Float64Array, y: Float64Array, relu: boolean): void {
  const { inputs, outputs, kernel, bias } = layer;
  for (let j = 0, w = 0; j < outputs; j++) {
    let a = bias[j]!;
    let b = a;
    let c = a;
    let d = a;
    for (let i = 0; i < inputs * BLOCK; i += BLOCK, w++) {
      const weight = kernel[w]!;
      a += weight * x[i]!;
      b += weight * x[i + 1]!;
      c += weight * x[i + 2]!;
      d += weight * x[i + 3]!;
    }
    const at = j * BLOCK;
    y[at] = relu && a < 0 ? 0 : a;
    y[at + 1] = relu && b < 0 ? 0 : b;
    y[at + 2] = relu && c < 0 ? 0 : c;
    y[at + 3] = relu && d < 0 ? 0 : d;
  }
}
