import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CounterBatchSchema, HEAP_EDGES_MB, LATENCY_EDGES_MS, type CounterReport } from './counters.ts';

const none = (edges: readonly number[]): number[] => Array.from({ length: edges.length + 1 }, () => 0);
const report: CounterReport = {
  version: 'yamr-1',
  appVersion: '0.1.0',
  backend: 'wasm',
  rateToList: none(LATENCY_EDGES_MS),
  heap: none(HEAP_EDGES_MB),
  errors: { 'storage-full': 1 },
  quality: { ratings: 2, squaredError: 1.5, biasSquaredError: 2.25 }
};
const isTaken = (reports: readonly object[]): boolean => v.safeParse(CounterBatchSchema, { reports }).success;

describe('a batch of counters', () => {
  it('holds counts with and without a comparison of two versions', () => {
    const wins = { wins: 1, losses: 0, ties: 1 };
    expect(
      isTaken([report, { ...report, comparison: { other: 'yamr-2', predicted: wins, ranked: wins } }])
    ).toBe(true);
  });

  it('refuses whatever the contract does not name, so that nothing about a person can come along', () => {
    expect(isTaken([{ ...report, userId: 'somebody' }])).toBe(false);
    expect(isTaken([{ ...report, quality: { ...report.quality, movieId: 1 } }])).toBe(false);
  });

  it('refuses counts that no device can reach and histograms of other edges', () => {
    expect(isTaken([{ ...report, errors: { internal: 1e9 } }])).toBe(false);
    expect(isTaken([{ ...report, quality: { ...report.quality, squaredError: -1 } }])).toBe(false);
    expect(isTaken([{ ...report, rateToList: [1, 2] }])).toBe(false);
    expect(isTaken([])).toBe(false);
  });
});
