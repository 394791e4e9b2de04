/**
 * Owns the optimiser of the ranking nets: Adam (Kingma and Ba 2015, algorithm 1) with L2 folded into the
 * gradient as torch.optim.Adam does, fused over typed arrays. tfjs' own runs a dozen kernels a tensor a step.
 */

export interface Parameter {
  readonly shape: readonly [number, number];
  readonly values: Float32Array;
  /** Added to the gradient: l2 * value. */
  readonly l2: number;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export function createParameter(rows: number, columns: number, l2: number, draw: () => number): Parameter {
  const size = rows * columns;
  return {
    shape: [rows, columns],
    values: Float32Array.from({ length: size }, draw),
    l2,
    first: new Float32Array(size),
    second: new Float32Array(size)
  };
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** One update of one parameter; `step` counts from 1. */
export function adamStep(
  parameter: Parameter,
  gradient: Float32Array,
  learningRate: number,
  step: number
): void {
  const { values, first, second, l2 } = parameter;
  const rate = learningRate / (1 - BETA1 ** step);
  const correction = 1 / (1 - BETA2 ** step);
  for (let k = 0; k < values.length; k++) {
    const g = gradient[k]! + l2 * values[k]!;
    const m = BETA1 * first[k]! + (1 - BETA1) * g;
    const s = BETA2 * second[k]! + (1 - BETA2) * g * g;
    first[k] = m;
    second[k] = s;
    values[k]! -= (rate * m) / (Math.sqrt(s * correction) + EPSILON);
  }
}

/** Cosine decay from `learningRate` to 0 over `total` steps (Loshchilov and Hutter 2017, eq. 5, no restarts). */
export function cosineRate(learningRate: number, step: number, total: number): number {
  return 0.5 * learningRate * (1 + Math.cos((Math.PI * step) / total));
}
