import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldNetwork, NORM_EPSILON, scoreItems, toStars, userPart } from './ncf.ts';
import { createVisitorFitter } from './ncf-visitor.ts';
import { createRandom } from './random.ts';
import { createMatrix, type Matrix } from './tensor.ts';

const row = (...values: number[]): Matrix => createMatrix(1, values.length, Float32Array.from(values));

/** One hidden unit: relu(2 u + 3 v - 1), normalised by mean 1, variance 4, gamma 6, beta 0.5; output 0.1 y - 0.2. */
const weights = new Map<string, Matrix>([
  ['dense1/kernel', createMatrix(2, 1, Float32Array.of(2, 3))],
  ['dense1/bias', row(-1)],
  ['norm1/gamma', row(6)],
  ['norm1/beta', row(0.5)],
  ['norm1/moving_mean', row(1)],
  ['norm1/moving_variance', row(4 - NORM_EPSILON)],
  ['output/kernel', createMatrix(1, 1, Float32Array.of(0.1))],
  ['output/bias', row(-0.2)]
]);
const weightOf =
  (source: ReadonlyMap<string, Matrix>) =>
  (name: string): Matrix => {
    const matrix = source.get(name);
    if (!matrix) throw new Error(name);
    return matrix;
  };
const items = createMatrix(6, 1, Float32Array.of(1, -1, 0, 2, 0.5, -0.5));
const tiny = foldNetwork(1, items, weightOf(weights));

describe('the folded network', () => {
  it('is the hand-computed one: u = 1, v = 1 gives relu 4, normalised 9.5, output 0.75', () => {
    const stars = scoreItems(tiny, userPart(tiny, [1]));
    expect(stars[0]).toBeCloseTo(toStars(0.1 * (6 * ((4 - 1) / 2) + 0.5) - 0.2), 5);
    // v = -1: relu(-2) = 0, normalised 6 (0 - 1) / 2 + 0.5 = -2.5.
    expect(stars[1]).toBeCloseTo(toStars(0.1 * -2.5 - 0.2), 5);
  });

  it('stretches the sigmoid over the scale', () => {
    expect(toStars(0)).toBe(2.75);
    expect(toStars(-800)).toBe(0.5);
    expect(toStars(800)).toBe(5);
  });

  it('scores some movies as it scores them among all, whatever their place in a block', () => {
    const part = userPart(tiny, [0.3]);
    const all = scoreItems(tiny, part);
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 9 }), (some) => {
        expect(Array.from(scoreItems(tiny, part, some))).toEqual(some.map((item) => all[item]));
      })
    );
  });
});

describe('movies at the end that share one vector', () => {
  it('are scored once, and each has the score that it has alone', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 1, maxLength: 9 }), (vectors) => {
        const network = foldNetwork(
          1,
          createMatrix(vectors.length, 1, Float32Array.from(vectors)),
          weightOf(weights)
        );
        const part = userPart(network, [0.3]);
        const alone = vectors.map((_, item) => scoreItems(network, part, [item])[0]);
        expect(Array.from(scoreItems(network, part))).toEqual(alone);
        expect(new Set(vectors.slice(network.distinctCount - 1)).size).toBe(1);
        if (network.distinctCount > 1) expect(vectors[network.distinctCount - 2]).not.toBe(vectors.at(-1));
      })
    );
  });
});

describe("a visitor's vector", () => {
  const random = createRandom(5);
  const draw = (rows: number, columns: number, scale = 1): Matrix =>
    createMatrix(
      rows,
      columns,
      Float32Array.from({ length: rows * columns }, () => scale * random.normal())
    );
  const larger = new Map<string, Matrix>();
  [6, 8, 5].forEach((inputs, at, sizes) => {
    const outputs = sizes[at + 1];
    if (outputs === undefined) return;
    larger
      .set(`dense${at + 1}/kernel`, draw(inputs, outputs, 0.7))
      .set(`dense${at + 1}/bias`, draw(1, outputs, 0.3));
    larger
      .set(`norm${at + 1}/gamma`, row(...Array<number>(outputs).fill(1)))
      .set(`norm${at + 1}/beta`, draw(1, outputs, 0.1));
    larger.set(`norm${at + 1}/moving_mean`, draw(1, outputs, 0.1));
    larger.set(`norm${at + 1}/moving_variance`, row(...Array<number>(outputs).fill(1)));
  });
  larger.set('output/kernel', draw(5, 1)).set('output/bias', row(0));
  const network = foldNetwork(2, draw(40, 3), weightOf(larger));
  const identity = createMatrix(3, 3, Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
  const mean = Float32Array.of(0.1, -0.2, 0.3);
  const fitter = createVisitorFitter(network, { mean, spread: identity, noise: 0.5 });

  it("is the mean user's without ratings", () => {
    const part = fitter.fit({ items: new Int32Array(0), stars: new Float32Array(0) });
    userPart(network, mean).forEach((value, j) => expect(part[j]).toBeCloseTo(value, 12));
  });

  it('is at a minimum of the penalised squared error, to half a percent: small steps do not lower it', () => {
    const rated = Int32Array.from({ length: 12 }, (_, k) => 3 * k);
    const stars = Float32Array.from(rated, () => (1 + random.below(10)) / 2);
    const objective = (z: readonly number[]): number => {
      const vector = z.map((value, d) => value + (mean[d] ?? NaN));
      const predicted = scoreItems(network, userPart(network, vector), rated);
      const errors = stars.reduce((sum, value, k) => sum + (value - (predicted[k] ?? NaN)) ** 2, 0);
      return errors / 0.5 + z.reduce((sum, value) => sum + value * value, 0);
    };
    // Layer 1 has more units than the vector has dimensions, so the vector follows from its part.
    const part = fitter.fit({ items: rated, stars });
    const z = solveVector(part);
    const lowest = objective(z);
    expect(lowest).toBeLessThan(objective([0, 0, 0]));
    for (let d = 0; d < 3; d++) {
      for (const move of [0.05, -0.05]) {
        expect(objective(z.map((value, at) => (at === d ? value + move : value)))).toBeGreaterThan(
          0.995 * lowest
        );
      }
    }
  });

  it('predicts the ratings better, the more the prior lets it', () => {
    const profile = { items: Int32Array.of(1, 2, 3), stars: Float32Array.of(5, 1, 5) };
    const errorAt = (noise: number): number => {
      const part = createVisitorFitter(network, { mean, spread: identity, noise }).fit(profile);
      const predicted = scoreItems(network, part, profile.items);
      return profile.stars.reduce((sum, value, k) => sum + (value - (predicted[k] ?? NaN)) ** 2, 0);
    };
    expect(errorAt(0.1)).toBeLessThanOrEqual(errorAt(1));
    expect(errorAt(1)).toBeLessThanOrEqual(errorAt(100));
    expect(errorAt(0.1)).toBeLessThan(errorAt(100));
  });

  /** The z whose part this is: Gauss-Seidel on the normal equations of the three columns of layer 1. */
  function solveVector(part: Float64Array): number[] {
    const columns = [0, 1, 2].map((d) =>
      userPart(
        network,
        [0, 1, 2].map((at) => (at === d ? 1 : 0))
      )
    );
    const rest = part.map((value, j) => value - (userPart(network, mean)[j] ?? NaN));
    const z = [0, 0, 0];
    for (let round = 0; round < 500; round++) {
      columns.forEach((column, d) => {
        const dot = column.reduce((sum, value, j) => sum + value * (rest[j] ?? NaN), 0);
        const move = dot / column.reduce((sum, value) => sum + value * value, 0);
        z[d] = (z[d] ?? NaN) + move;
        column.forEach((value, j) => (rest[j] = (rest[j] ?? NaN) - move * value));
      });
    }
    return z;
  }
});
