import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarise } from './latency.ts';

describe('summarise', () => {
  it('gives the nearest-rank percentiles', () => {
    const times = Array.from({ length: 100 }, (_, k) => 100 - k);
    expect(summarise(times)).toMatchObject({ p50Ms: 50, p95Ms: 95 });
    expect(summarise([7])?.words).toBe('median 7.0 ms, 95th percentile 7.0 ms');
  });

  it('counts every time in exactly one bin', () => {
    const times = fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(times, (values) => {
        const bins = summarise(values)?.bins ?? [];
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      })
    );
  });

  it('has nothing to say of nothing', () => {
    expect(summarise([])).toBeUndefined();
  });
});
