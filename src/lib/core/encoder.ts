/**
 * Owns the encoder: how a visitor's ratings become the inputs of the ranking network. Training and the
 * browser both call these functions, so they cannot disagree. Sums over rated rows only; nothing dense.
 */
import type { Matrix } from './tensor.ts';
import type { Profile } from './visitor-model.ts';

/** Shrinkage of a visitor's mean residual, in ratings. */
const MEAN_SHRINKAGE = 5;
export const RESIDUAL_GAIN = 3;

/** How much a rating says "liked", for the set encoder: a soft step around 3.4 stars. */
export const softLike = (stars: number): number => 1 / (1 + Math.exp(-RESIDUAL_GAIN * (stars - 3.4)));

/** The denoiser's gain of a rating of `stars`; `gains` has one for each half star, 0.5 first. */
export const historyGain = (gains: readonly number[], stars: number): number => gains[2 * stars - 1] ?? 0;

/** Shrunk mean of `n` residuals that add up to `sum`. */
export const meanResidual = (sum: number, n: number): number => sum / (n + MEAN_SHRINKAGE);

/** Shrunk mean residual, log(1 + n) / 3, spread of the residuals, whose squares around the mean add up to `squares`. */
export const setNumbers = (mean: number, n: number, squares: number): readonly [number, number, number] => [
  mean,
  Math.log1p(n) / 3,
  Math.sqrt((squares + 1) / (n + 1.3))
];

/** Weights of each rating in the three sums of the set encoder, and its three plain numbers. */
export interface SetWeights {
  /** [n] each: weight of the residual sum (times the movie's first vector), of the seen and liked sums (second). */
  readonly residual: Float32Array;
  readonly seen: number;
  readonly liked: Float32Array;
  /** Of `setNumbers`. */
  readonly numbers: readonly [number, number, number];
}

/**
 * With a = r - crowd and n ratings: residual 3 (a - mean) / sqrt(n + 1), seen 1 / sqrt(n + 1),
 * liked sigmoid(3 (r - 3.4)) / sqrt(n + 1); mean = sum a / (n + 5) (RECOMMENDER.md, "Recipe: ranking head", A).
 * `crowd` [itemCount]: expected stars of each movie.
 */
export function setWeights(profile: Profile, crowd: Float32Array): SetWeights {
  const { items, stars } = profile;
  const n = items.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += stars[i]! - crowd[items[i]!]!;
  const mean = meanResidual(sum, n);
  const scale = 1 / Math.sqrt(n + 1);
  const residual = new Float32Array(n);
  const liked = new Float32Array(n);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const centred = stars[i]! - crowd[items[i]!]! - mean;
    squares += centred * centred;
    residual[i] = RESIDUAL_GAIN * centred * scale;
    liked[i] = softLike(stars[i]!) * scale;
  }
  return {
    residual,
    seen: scale,
    liked,
    numbers: setNumbers(mean, n, squares)
  };
}

/** Length of the set encoder's input for movie vectors of `size`. */
export const setInputSize = (size: number): number => 3 * size + 3;

/**
 * Writes the set encoder's input at `offset`: [residual sum (size), seen sum (size), liked sum (size), numbers (3)].
 * `first` and `second` are [itemCount, size].
 */
export function encodeSet(
  profile: Profile,
  weights: SetWeights,
  first: Matrix,
  second: Matrix,
  out: Float32Array,
  offset = 0
): void {
  const size = first.columns;
  out.fill(0, offset, offset + 3 * size);
  for (let i = 0; i < profile.items.length; i++) {
    const row = profile.items[i]! * size;
    const residual = weights.residual[i]!;
    const liked = weights.liked[i]!;
    for (let j = 0; j < size; j++) {
      const vector = second.values[row + j]!;
      out[offset + j]! += residual * first.values[row + j]!;
      out[offset + size + j]! += weights.seen * vector;
      out[offset + 2 * size + j]! += liked * vector;
    }
  }
  out.set(weights.numbers, offset + 3 * size);
}

/** The denoiser's weight of each rating: its gain, the whole of unit length. [n] float32. */
export function historyWeights(stars: Float32Array, gainsByStars: readonly number[]): Float32Array {
  const gains = stars.map((value) => historyGain(gainsByStars, value));
  let square = 0;
  for (const gain of gains) square += gain * gain;
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
  return gains.map((gain) => gain * scale);
}

/**
 * Writes the denoiser's input at `offset`: the weighted sum of the rated movies' vectors [V, size]; a movie without
 * a vector (itemIndex V or more) adds nothing.
 */
export function encodeHistory(
  items: Int32Array,
  weights: Float32Array,
  vectors: Matrix,
  out: Float32Array,
  offset = 0
): void {
  const size = vectors.columns;
  out.fill(0, offset, offset + size);
  for (let i = 0; i < items.length; i++) {
    const weight = weights[i]!;
    if (weight === 0 || items[i]! >= vectors.rows) continue;
    const row = items[i]! * size;
    for (let j = 0; j < size; j++) out[offset + j]! += weight * vectors.values[row + j]!;
  }
}
