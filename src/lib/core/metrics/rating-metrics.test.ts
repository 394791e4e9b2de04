import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalCoverage, normalQuantile } from './calibration.ts';
import { mae } from './mae.ts';
import { rmse } from './rmse.ts';

const pairs = fc.array(
  fc.tuple(fc.float({ min: 0.5, max: 5, noNaN: true }), fc.integer({ min: 1, max: 10 })),
  {
    minLength: 1
  }
);

describe('rmse and mae', () => {
  it('are hand-computed for errors 1, -1 and 2', () => {
    const predicted = Float32Array.of(4, 2, 5);
    const actual = Float32Array.of(3, 3, 3);
    expect(rmse(predicted, actual)).toBeCloseTo(Math.sqrt(2), 12);
    expect(mae(predicted, actual)).toBeCloseTo(4 / 3, 12);
  });

  it('are 0 for a perfect prediction and NaN without ratings', () => {
    expect(rmse([3, 4], [3, 4])).toBe(0);
    expect(mae([3, 4], [3, 4])).toBe(0);
    expect(rmse([], [])).toBeNaN();
    expect(mae([], [])).toBeNaN();
  });

  it('are NaN where a prediction is missing or NaN', () => {
    expect(rmse([3], [3, 4])).toBeNaN();
    expect(mae([3, NaN], [3, 4])).toBeNaN();
  });

  it('never order the other way: MAE is at most RMSE', () => {
    fc.assert(
      fc.property(pairs, (drawn) => {
        const predicted = drawn.map(([value]) => value);
        const actual = drawn.map(([, halfStars]) => halfStars / 2);
        expect(mae(predicted, actual)).toBeLessThanOrEqual(rmse(predicted, actual) + 1e-9);
      })
    );
  });
});

describe('intervalCoverage', () => {
  it('counts ratings within z deviations: errors 0, 0.5, 1, 2 at 68.27% and deviation 1', () => {
    const actual = [3, 3.5, 4, 5];
    expect(intervalCoverage([3, 3, 3, 3], [1, 1, 1, 1], actual, 0.6827)).toBe(0.75);
    expect(intervalCoverage([3, 3, 3, 3], [1, 1, 1, 1], actual, 0.99)).toBe(1);
  });

  it('counts exact hits only where the deviation is 0, and is NaN without ratings', () => {
    expect(intervalCoverage([3, 3], [0, 0], [3, 3.5], 0.9)).toBe(0.5);
    expect(intervalCoverage([], [], [], 0.9)).toBeNaN();
  });

  it('grows with the level', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (drawn, level) => {
        const predicted = drawn.map(([value]) => value);
        const actual = drawn.map(([, halfStars]) => halfStars / 2);
        const ones = drawn.map(() => 1);
        const wider = level + (1 - level) / 2;
        expect(intervalCoverage(predicted, ones, actual, wider)).toBeGreaterThanOrEqual(
          intervalCoverage(predicted, ones, actual, level)
        );
      })
    );
  });
});

describe('normalQuantile', () => {
  it.each([
    [0.5, 0],
    [0.8413447460685429, 1],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
    [0.01, -2.326347874040841]
  ])('knows that of %d: %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 7);
  });

  it('is infinite at 0 and 1', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
  });
});
