/**
 * Owns the encoder of a visitor whose ratings change one by one: what encoder.ts makes of all ratings, out of sums that a
 * star changes by one (remembered-sums.ts). What weighs every rating, the mean and the number and the length of all, is a factor
 * on sums: with residuals a = r - crowd, sum (a - mean) v = sum a v - mean sum v.
 */
import { historyGain, meanResidual, RESIDUAL_GAIN, setInputSize, setNumbers, softLike } from './encoder.ts';
import type { Summation } from './remembered-sums.ts';
import type { Matrix } from './tensor.ts';

/** What the ratings are encoded with; see encoder.ts. */
export interface EncoderParts {
  /** Expected stars of each movie: [itemCount]. */
  readonly crowd: Float32Array;
  /** The set encoder's vectors: [itemCount, d] each. */
  readonly first: Matrix;
  readonly second: Matrix;
  /** The denoiser's [V, h] and the linear opinion's [V, rank]: a movie without a vector adds nothing. */
  readonly history: Matrix;
  readonly linear: Matrix;
  /** Of each half star, 0.5 first. */
  readonly historyGains: readonly number[];
}

/** Sums over the ratings, float64: of numbers, and of vectors times a number each. */
export interface EncoderSums {
  count: number;
  residual: number;
  residualSquare: number;
  gainSquare: number;
  /** Of `first`, times the residual; of `first`. */
  readonly residuals: Float64Array;
  readonly firsts: Float64Array;
  /** Of `second`; of `second`, times how much the stars say "liked". */
  readonly seconds: Float64Array;
  readonly liked: Float64Array;
  /** Times the gain of the stars. */
  readonly history: Float64Array;
  readonly linear: Float64Array;
}

/** One visitor encoded: the set encoder's input, the denoiser's and the linear opinion's. */
export interface EncodedVisitor {
  readonly set: Float32Array;
  readonly history: Float32Array;
  readonly linear: Float32Array;
}

export function encoderSummation(parts: EncoderParts): Summation<EncoderSums> {
  const { crowd, first, second, history, linear, historyGains } = parts;
  const add: Summation<EncoderSums>['add'] = (sums, item, stars, sign) => {
    const residual = stars - crowd[item]!;
    const gain = historyGain(historyGains, stars);
    sums.count += sign;
    sums.residual += sign * residual;
    sums.residualSquare += sign * residual * residual;
    sums.gainSquare += sign * gain * gain;
    addRow(sums.residuals, first, item, sign * residual);
    addRow(sums.firsts, first, item, sign);
    addRow(sums.seconds, second, item, sign);
    addRow(sums.liked, second, item, sign * softLike(stars));
    addRow(sums.history, history, item, sign * gain);
    addRow(sums.linear, linear, item, sign * gain);
  };
  return {
    add,
    all({ items, stars }) {
      const sums: EncoderSums = {
        count: 0,
        residual: 0,
        residualSquare: 0,
        gainSquare: 0,
        residuals: new Float64Array(first.columns),
        firsts: new Float64Array(first.columns),
        seconds: new Float64Array(second.columns),
        liked: new Float64Array(second.columns),
        history: new Float64Array(history.columns),
        linear: new Float64Array(linear.columns)
      };
      for (let i = 0; i < items.length; i++) add(sums, items[i]!, stars[i]!, 1);
      return sums;
    }
  };
}

function addRow(out: Float64Array, { rows, columns, values }: Matrix, row: number, weight: number): void {
  if (row >= rows) return;
  for (let j = 0; j < columns; j++) out[j]! += weight * values[row * columns + j]!;
}

/** The inputs of a visitor's ratings: those of `encodeSet`, and of `encodeHistory` with unit length and without. */
export function encodeSums(sums: EncoderSums): EncodedVisitor {
  const { count, residuals, firsts, seconds, liked } = sums;
  const mean = meanResidual(sums.residual, count);
  const scale = 1 / Math.sqrt(count + 1);
  const size = firsts.length;
  const set = new Float32Array(setInputSize(size));
  for (let j = 0; j < size; j++) {
    set[j] = RESIDUAL_GAIN * scale * (residuals[j]! - mean * firsts[j]!);
    set[size + j] = scale * seconds[j]!;
    set[2 * size + j] = scale * liked[j]!;
  }
  const squares = sums.residualSquare - mean * (2 * sums.residual - mean * count);
  set.set(setNumbers(mean, count, squares), 3 * size);
  const length = sums.gainSquare > 0 ? 1 / Math.sqrt(sums.gainSquare) : 0;
  return {
    set,
    history: Float32Array.from(sums.history, (value) => length * value),
    linear: Float32Array.from(sums.linear)
  };
}
