import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from './random.ts';

const draws = (random: Random, count = 5): number[] => Array.from({ length: count }, () => random.uniform());
const moments = (values: readonly number[]): { mean: number; variance: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
};
const sample = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);

describe('a random stream', () => {
  it('repeats itself for the same seed and differs for another', () => {
    expect(draws(createRandom(7))).toEqual(draws(createRandom(7)));
    expect(draws(createRandom(7))).not.toEqual(draws(createRandom(8)));
  });

  it('forks by seed and label, whatever was drawn before', () => {
    const fresh = createRandom(7);
    const used = createRandom(7);
    draws(used, 100);
    expect(draws(used.fork('a'))).toEqual(draws(fresh.fork('a')));
    expect(draws(fresh.fork('a'))).not.toEqual(draws(fresh.fork('b')));
    expect(draws(fresh.fork('a'))).not.toEqual(draws(createRandom(8).fork('a')));
    expect(draws(fresh.fork('a'))).not.toEqual(draws(createRandom(7)));
  });

  it('is uniform in [0, 1), with neighbouring draws independent', () => {
    const random = createRandom(1);
    const values = sample(20_000, () => random.uniform());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const { mean, variance } = moments(values);
    expect(mean).toBeCloseTo(1 / 2, 1);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.003);
    const products = values.slice(1).map((value, k) => (value - mean) * (values[k]! - mean));
    expect(Math.abs(moments(products).mean)).toBeLessThan(0.002);
  });

  it('draws every integer below a bound about equally often, and never the bound', () => {
    const random = createRandom(2);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let k = 0; k < 12_000; k++) counts[random.below(6)]!++;
    expect(counts).toHaveLength(6);
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('draws standard normals: mean 0, variance 1, 68% and 95% inside one and two deviations', () => {
    const random = createRandom(3);
    const values = sample(20_000, () => random.normal());
    const { mean, variance } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    const inside = (limit: number): number =>
      values.filter((x) => Math.abs(x) < limit).length / values.length;
    expect(Math.abs(inside(1) - 0.6827)).toBeLessThan(0.015);
    expect(Math.abs(inside(2) - 0.9545)).toBeLessThan(0.01);
  });

  it.each([0.4, 1, 2.5, 300])('draws gammas whose mean and variance are the shape %d', (shape) => {
    const random = createRandom(4);
    const values = sample(20_000, () => random.gamma(shape));
    const { mean, variance } = moments(values);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.abs(mean / shape - 1)).toBeLessThan(0.04);
    expect(Math.abs(variance / shape - 1)).toBeLessThan(0.1);
  });

  it('shuffles in place into a permutation of the same values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 })), fc.nat(), (values, seed) => {
        const shuffled = values.slice();
        expect(createRandom(seed).shuffle(shuffled)).toBe(shuffled);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(values.toSorted((a, b) => a - b));
      })
    );
  });

  it('reaches all six orders of three values about equally often', () => {
    const random = createRandom(5);
    const counts = new Map<string, number>();
    for (let k = 0; k < 6000; k++) {
      const order = random.shuffle(Int32Array.of(1, 2, 3)).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
