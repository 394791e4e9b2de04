/**
 * Owns Adam for tables of which a batch touches few rows, but weight decay all (torch.optim.Adam over dense
 * embeddings). The arithmetic is `yamr/adam.ts`'; what differs is what it costs. Neighbour: `trainer.ts`.
 */
import type { Parameter } from '../yamr/adam.ts';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
/**
 * Weight decay shrinks the rows of unrated movies exponentially, and once they are denormal float32 every
 * operation on them is ten times slower. Nothing below this can be seen next to EPSILON, so it becomes 0.
 */
const NEGLIGIBLE = 1e-20;
const flush = (value: number): number => (value < NEGLIGIBLE && value > -NEGLIGIBLE ? 0 : value);

/** One update (Kingma and Ba 2015, algorithm 1, L2 in the gradient); `step` counts from 1. */
export function tableAdamStep(
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
