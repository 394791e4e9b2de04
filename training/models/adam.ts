/**
 * Owns the optimiser of all nets: Adam (Kingma and Ba 2015, algorithm 1) with L2 folded into the
 * gradient as torch.optim.Adam does, fused over typed arrays. tfjs' own runs a dozen kernels a tensor a step.
 */
import { BETA1, BETA2, createAdamArrays, type AdamArrays } from './adam-kernel.ts';

export interface Parameter {
  readonly shape: readonly [number, number];
  readonly values: Float32Array;
  /** Added to the gradient: l2 * value. */
  readonly l2: number;
  /** The values and both moments. */
  readonly arrays: AdamArrays;
}

export function createParameter(rows: number, columns: number, l2: number, draw: () => number): Parameter {
  const arrays = createAdamArrays(rows * columns);
  const { values } = arrays;
  for (let k = 0; k < values.length; k++) values[k] = draw();
  return { shape: [rows, columns], values, l2, arrays };
}

/** One update of one parameter by a gradient of its size; `step` counts from 1. */
export function adamStep(
  { arrays, l2 }: Parameter,
  gradient: Float32Array,
  learningRate: number,
  step: number
): void {
  arrays.gradient.set(gradient);
  arrays.update(learningRate / (1 - BETA1 ** step), 1 / (1 - BETA2 ** step), l2);
}

/** Cosine decay from `learningRate` to 0 over `total` steps (Loshchilov and Hutter 2017, eq. 5, no restarts). */
export function cosineRate(learningRate: number, step: number, total: number): number {
  return 0.5 * learningRate * (1 + Math.cos((Math.PI * step) / total));
}
