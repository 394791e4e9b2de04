/**
 * Owns the user vector of somebody whom the network has never seen: fitted to their ratings, everything else
 * frozen. Neighbours: `ncf.ts` (the network), `scorer/ncf-model.ts` (its caller).
 */
import { backwardSolve, choleskyInPlace, forwardSolve } from './linalg.ts';
import { toStars, userPart, type NcfNetwork } from './ncf.ts';
import { STARS_MAX, STARS_MIN } from './rating.ts';
import type { Matrix } from './tensor.ts';
import type { Profile } from './visitor-model.ts';

const MAX_STEPS = 40;
/** Training ends when a step lowers the objective by less than this share. */
const TOLERANCE = 1e-5;

/** What the training users' vectors say about a stranger's: a Gaussian, and how far ratings stray. */
export interface VisitorPrior {
  /** Mean user vector [embeddingSize]. */
  readonly mean: ArrayLike<number>;
  /** Lower Cholesky factor L of the user vectors' covariance, [embeddingSize, embeddingSize]. */
  readonly spread: Matrix;
  /** Variance of a rating around the network's prediction, stars squared. */
  readonly noise: number;
}

export interface VisitorFitter {
  /** The visitor's share of layer 1, as `userPart` of their vector. Without ratings that of the mean user. */
  fit(profile: Profile): Float64Array;
}

/**
 * Finds the user vector u = mean + L z with the smallest sum over ratings of (r - f(u, movie))^2 / noise + |z|^2:
 * the posterior mode under a N(mean, L L') prior, by Levenberg and Marquardt's method (Marquardt 1963) from z = 0.
 * The Gauss-Newton system is embeddingSize wide, so a profile costs a few passes over its own ratings.
 */
export function createVisitorFitter(network: NcfNetwork, prior: VisitorPrior): VisitorFitter {
  const size = network.embeddingSize;
  const width = network.layers[0]!.outputs;
  const centre = userPart(network, prior.mean);
  // Columns of layer 1 in terms of z: part = centre + direction z, direction [width, size].
  const direction = new Float64Array(width * size);
  for (let d = 0; d < size; d++) {
    const column = Float64Array.from({ length: size }, (_, row) => prior.spread.values[row * size + d]!);
    userPart(network, column).forEach((value, j) => (direction[j * size + d] = value));
  }
  const partOf = (z: Float64Array): Float64Array =>
    centre.map((value, j) => {
      let sum = value;
      for (let d = 0; d < size; d++) sum += direction[j * size + d]! * z[d]!;
      return sum;
    });
  const passes = createPasses(network);

  /** The objective at z and, where asked for, the Gauss-Newton system: JtJ + I, and minus half the gradient. */
  const measure = (
    profile: Profile,
    z: Float64Array,
    system?: { matrix: Float64Array; target: Float64Array }
  ): number => {
    const part = partOf(z);
    let objective = z.reduce((sum, value) => sum + value * value, 0);
    system?.matrix.fill(0);
    for (let d = 0; system && d < size; d++) {
      system.matrix[d * size + d] = 1;
      system.target[d] = -z[d]!;
    }
    for (let k = 0; k < profile.items.length; k++) {
      const residual = profile.stars[k]! - passes.forward(part, profile.items[k]!);
      objective += (residual * residual) / prior.noise;
      if (!system) continue;
      const slope = passes.backward();
      const jacobian = new Float64Array(size);
      for (let j = 0; j < width; j++) {
        if (slope[j] !== 0)
          for (let d = 0; d < size; d++) jacobian[d]! += slope[j]! * direction[j * size + d]!;
      }
      for (let d = 0; d < size; d++) {
        system.target[d]! += (jacobian[d]! * residual) / prior.noise;
        for (let e = 0; e <= d; e++)
          system.matrix[d * size + e]! += (jacobian[d]! * jacobian[e]!) / prior.noise;
      }
    }
    return objective;
  };

  return {
    fit(profile) {
      let z = new Float64Array(size);
      if (profile.items.length === 0) return partOf(z);
      const system = { matrix: new Float64Array(size * size), target: new Float64Array(size) };
      let objective = measure(profile, z, system);
      let damping = 1e-3;
      for (let step = 0; step < MAX_STEPS; step++) {
        const factor = system.matrix.slice();
        for (let d = 0; d < size; d++) factor[d * size + d]! *= 1 + damping;
        choleskyInPlace(factor, size);
        const move = system.target.slice();
        forwardSolve(factor, size, move);
        backwardSolve(factor, size, move);
        const next = z.map((value, d) => value + move[d]!);
        const lower = measure(profile, next);
        if (!(lower < objective)) {
          damping *= 10;
          continue;
        }
        const gain = objective - lower;
        z = next;
        damping /= 10;
        if (gain < TOLERANCE * objective) break;
        objective = measure(profile, z, system);
      }
      return partOf(z);
    }
  };
}

/** Forward and backward passes for one movie at a time, over scratch arrays of their own. */
function createPasses({ layers, itemPart }: NcfNetwork): {
  /** Predicted stars of `item`; `part` [width] is the visitor's share of layer 1. */
  forward(part: Float64Array, item: number): number;
  /** Of the last forward pass: d stars / d (sum of layer 1 before ReLU), [width]; overwritten by the next. */
  backward(): Float64Array;
} {
  const flows = layers.map((layer) => new Float64Array(layer.outputs));
  const slopes = layers.map((layer) => new Float64Array(layer.outputs));
  return {
    forward(part, item) {
      flows[0]!.forEach(
        (_, j, flow) => (flow[j] = Math.max(0, itemPart[item * part.length + j]! + part[j]!))
      );
      for (let at = 1; at < layers.length; at++) {
        const { inputs, outputs, kernel, bias } = layers[at]!;
        for (let j = 0; j < outputs; j++) {
          let sum = bias[j]!;
          for (let i = 0; i < inputs; i++) sum += kernel[j * inputs + i]! * flows[at - 1]![i]!;
          flows[at]![j] = at < layers.length - 1 && sum < 0 ? 0 : sum;
        }
      }
      return toStars(flows.at(-1)![0]!);
    },
    backward() {
      const stars = toStars(flows.at(-1)![0]!);
      slopes.at(-1)![0] = ((stars - STARS_MIN) * (STARS_MAX - stars)) / (STARS_MAX - STARS_MIN);
      for (let at = layers.length - 1; at > 0; at--) {
        const { inputs, outputs, kernel } = layers[at]!;
        const slope = slopes[at - 1]!.fill(0);
        for (let j = 0; j < outputs; j++) {
          const above = slopes[at]![j]!;
          if (above !== 0) for (let i = 0; i < inputs; i++) slope[i]! += above * kernel[j * inputs + i]!;
        }
        for (let i = 0; i < inputs; i++) if (flows[at - 1]![i] === 0) slope[i] = 0;
      }
      return slopes[0]!;
    }
  };
}
