import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision } from './average-precision.ts';
import { ndcg } from './ndcg.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';

const all = { ndcg, recall, precision, averagePrecision };
/** Hits at ranks 1 and 3 of four; three relevant, one of which is not in the list. */
const ranked = Int32Array.of(7, 1, 8, 2);
const relevant = new Set([7, 8, 9]);

describe('ranking metrics', () => {
  it('NDCG@4 of hits at ranks 1 and 3 with three relevant is 1.5 / 2.1309', () => {
    expect(ndcg(ranked, relevant, 4)).toBeCloseTo(1.5 / (1 + 1 / Math.log2(3) + 0.5), 12);
  });

  it('NDCG@2 has the ideal of two hits, though three are relevant', () => {
    expect(ndcg(ranked, relevant, 2)).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12);
  });

  it('Recall@4 is 2 of 3, and Recall@2 is 1 of the 2 that fit', () => {
    expect(recall(ranked, relevant, 4)).toBeCloseTo(2 / 3, 12);
    expect(recall(ranked, relevant, 2)).toBe(0.5);
  });

  it('Precision@4 is 2 of 4', () => {
    expect(precision(ranked, relevant, 4)).toBe(0.5);
  });

  it('AP@4 is (1/1 + 2/3) / 3', () => {
    expect(averagePrecision(ranked, relevant, 4)).toBeCloseTo(5 / 9, 12);
  });

  it('a list shorter than k is as if filled up with misses', () => {
    const padded = Int32Array.of(7, 1, 8, 2, 100, 101, 102, 103, 104, 105);
    for (const metric of Object.values(all))
      expect(metric(ranked, relevant, 10)).toBe(metric(padded, relevant, 10));
    expect(precision(ranked, relevant, 10)).toBe(0.2);
  });

  it("ties are the ranker's business: the order given decides", () => {
    expect(ndcg([7, 1], new Set([7]), 2)).toBe(1);
    expect(ndcg([1, 7], new Set([7]), 2)).toBeCloseTo(1 / Math.log2(3), 12);
    expect(recall([1, 7], new Set([7]), 2)).toBe(1);
  });

  for (const [name, metric] of Object.entries(all)) {
    it(`${name} is NaN where nothing is relevant and 0 for an empty list`, () => {
      expect(metric(ranked, new Set(), 4)).toBeNaN();
      expect(metric([], relevant, 4)).toBe(0);
    });

    it(`${name} is 1 for a perfect list of exactly k relevant items`, () => {
      expect(metric([9, 8, 7], relevant, 3)).toBe(1);
    });

    it(`${name} lies in [0, 1] and does not fall when a hit moves up one rank`, () => {
      const list = fc.uniqueArray(fc.nat(30), { minLength: 2, maxLength: 20 });
      fc.assert(
        fc.property(list, fc.uniqueArray(fc.nat(30), { minLength: 1 }), fc.nat(18), (items, hits, at) => {
          const good = new Set(hits);
          const value = metric(items, good, 10);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
          const upper = at % (items.length - 1);
          if (good.has(items[upper]!) || !good.has(items[upper + 1]!)) return;
          const better = items.with(upper, items[upper + 1]!).with(upper + 1, items[upper]!);
          expect(metric(better, good, 10)).toBeGreaterThanOrEqual(value - 1e-12);
        })
      );
    });
  }

  it('a perfect list with fewer relevant than k is 1 for all but precision', () => {
    const list = [7, 8, 9, 1, 2];
    expect(ndcg(list, relevant, 5)).toBe(1);
    expect(recall(list, relevant, 5)).toBe(1);
    expect(averagePrecision(list, relevant, 5)).toBe(1);
    expect(precision(list, relevant, 5)).toBe(0.6);
  });
});
