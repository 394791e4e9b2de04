import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
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

describe('adamStep', () => {
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
