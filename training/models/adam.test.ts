import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { BETA1, BETA2, EPSILON, NEGLIGIBLE } from './adam-kernel.ts';
import { adamStep, cosineRate, createParameter } from './adam.ts';

/** Kingma and Ba 2015, algorithm 1, in float64 and without shortcuts. */
function referenceAdam(start: number, gradients: readonly number[], rate: number, l2: number): number {
  let [value, m, s] = [start, 0, 0];
  gradients.forEach((gradient, k) => {
    const g = gradient + l2 * value;
    m = 0.9 * m + 0.1 * g;
    s = 0.999 * s + 0.001 * g * g;
    const [mHat, sHat] = [m / (1 - 0.9 ** (k + 1)), s / (1 - 0.999 ** (k + 1))];
    value -= (rate * mHat) / (Math.sqrt(sHat) + 1e-8);
  });
  return value;
}

/** The same in TypeScript: float64 arithmetic, float32 storage. */
function plainStep(
  state: Record<'values' | 'first' | 'second', Float32Array>,
  gradient: Float32Array,
  learningRate: number,
  step: number,
  l2: number
): void {
  const rate = learningRate / (1 - BETA1 ** step);
  const correction = 1 / (1 - BETA2 ** step);
  const flush = (value: number): number => (Math.abs(value) < NEGLIGIBLE ? 0 : value);
  gradient.forEach((own, k) => {
    const value = state.values[k] ?? NaN;
    const g = own + l2 * value;
    const m = BETA1 * (state.first[k] ?? NaN) + (1 - BETA1) * g;
    const s = BETA2 * (state.second[k] ?? NaN) + (1 - BETA2) * g * g;
    state.first[k] = flush(m);
    state.second[k] = flush(s);
    state.values[k] = flush(value - (rate * m) / (Math.sqrt(s * correction) + EPSILON));
  });
}

describe('adamStep', () => {
  it('gives the bits of the same lines in TypeScript, whatever the size and the values', () => {
    const value = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true, min: -10, max: 10 }),
      fc.constantFrom(0, 1e-21, -1e-21, 1e-15)
    );
    const arrays = fc
      .integer({ min: 1, max: 9 })
      .chain((size) =>
        fc.tuple(
          ...['values', 'first', 'second'].map(() => fc.array(value, { minLength: size, maxLength: size }))
        )
      );
    fc.assert(
      fc.property(arrays, fc.integer({ min: 1, max: 5 }), (given, steps) => {
        const [values = [], ...gradients] = given;
        const parameter = createParameter(1, values.length, 2e-5, () => 0);
        parameter.values.set(values);
        const plain = {
          values: parameter.values.slice(),
          first: new Float32Array(values.length),
          second: new Float32Array(values.length)
        };
        for (let step = 1; step <= steps; step++) {
          const gradient = Float32Array.from(gradients[step % gradients.length] ?? []);
          adamStep(parameter, gradient, 0.003, step);
          plainStep(plain, gradient, 0.003, step, 2e-5);
        }
        expect(Array.from(parameter.values)).toEqual(Array.from(plain.values));
      })
    );
  });

  it('shows what is not a number instead of hiding it', () => {
    const parameter = createParameter(1, 3, 0, () => 1);
    adamStep(parameter, Float32Array.of(NaN, 1, 1), 0.1, 1);
    expect(parameter.values[0]).toBeNaN();
    expect(parameter.values[1]).toBeCloseTo(0.9, 6);
  });

  it('moves as algorithm 1 does, rows that are touched and rows that no longer are', () => {
    const random = createRandom(5);
    const parameter = createParameter(6, 2, 2e-5, () => random.normal());
    const start = Array.from(parameter.values);
    const gradients = Array.from({ length: 50 }, (_, step) =>
      Float32Array.from({ length: 12 }, (__, k) => (k < 6 && step < 20 ? random.normal() : 0))
    );
    gradients.forEach((gradient, k) => {
      adamStep(parameter, gradient, 0.003, k + 1);
    });
    parameter.values.forEach((value, k) => {
      const own = gradients.map((gradient) => gradient[k] ?? NaN);
      expect(value).toBeCloseTo(referenceAdam(start[k] ?? NaN, own, 0.003, 2e-5), 4);
    });
  });

  it('first moves every value by the learning rate, against the gradient', () => {
    const parameter = createParameter(1, 2, 0, () => 1);
    adamStep(parameter, Float32Array.of(0.5, -20), 0.1, 1);
    expect(parameter.values[0]).toBeCloseTo(0.9, 6);
    expect(parameter.values[1]).toBeCloseTo(1.1, 6);
  });

  it('lets the rows of unrated movies decay to 0 without passing through denormal numbers', () => {
    const parameter = createParameter(1, 4, 2e-5, () => 0.01);
    for (let step = 1; step <= 3000; step++) adamStep(parameter, new Float32Array(4), 0.003, step);
    expect(Array.from(parameter.values)).toEqual([0, 0, 0, 0]);
  });
});

describe('cosineRate', () => {
  it('falls from the learning rate to 0 with half of it at half time', () => {
    expect([0, 5, 10].map((step) => cosineRate(0.2, step, 10))).toEqual([
      0.2,
      expect.closeTo(0.1, 10),
      expect.closeTo(0, 10)
    ]);
  });
});
