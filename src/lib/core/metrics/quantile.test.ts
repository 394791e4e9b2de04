import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile } from './quantile.ts';

describe('quantile', () => {
  it('is one of the values, with no less than its share of them at or below it, and no smaller one has that', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const found = quantile(all, share);
        const upTo = (limit: number): number => all.filter((value) => value <= limit).length;
        expect(all).toContain(found);
        expect(upTo(found)).toBeGreaterThanOrEqual(share * all.length);
        expect(upTo(found - 1)).toBeLessThan(share * all.length);
      })
    );
  });

  it('is the median and the 95th percentile of a hundred', () => {
    const hundred = Array.from({ length: 100 }, (_, k) => 100 - k);
    expect([quantile(hundred, 0.5), quantile(hundred, 0.95)]).toEqual([50, 95]);
  });

  it('is not a number where nothing was measured', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});
