/**
 * Owns the optimiser of all nets: Adam (Kingma and Ba 2015, algorithm 1) with L2 folded into the
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

/**
 * Weight decay shrinks the rows of unrated movies exponentially, and once they are denormal float32 every
 * operation on them is ten times slower. Nothing below this can be seen next to EPSILON, so it becomes 0.
 */
const NEGLIGIBLE = 1e-20;
const flush = (value: number): number => (value < NEGLIGIBLE && value > -NEGLIGIBLE ? 0 : value);

/** One update of one parameter; `step` counts from 1. Rows at rest, most of a large table, cost a comparison. */
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
    const value = values[k]!;
    const g = gradient[k]! + l2 * value;
    const before = first[k]!;
    // At rest, the case of most rows of a large catalogue: the value cannot move.
    if (g === 0 && before === 0) {
      if (second[k] !== 0) second[k] = flush(BETA2 * second[k]!);
      continue;
    }
    const m = BETA1 * before + (1 - BETA1) * g;
    const s = BETA2 * second[k]! + (1 - BETA2) * g * g;
    first[k] = flush(m);
    second[k] = flush(s);
    values[k] = flush(value - (rate * m) / (Math.sqrt(s * correction) + EPSILON));
  }
}

/** Cosine decay from `learningRate` to 0 over `total` steps (Loshchilov and Hutter 2017, eq. 5, no restarts). */
export function cosineRate(learningRate: number, step: number, total: number): number {
  return 0.5 * learningRate * (1 + Math.cos((Math.PI * step) / total));
}
