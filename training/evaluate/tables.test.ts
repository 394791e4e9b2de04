import { describe, expect, it } from 'vitest';
import type { NewcomerMetrics, NewcomerTable } from './newcomers.ts';
import {
  averageNewcomers,
  averageRatings,
  meanOf,
  printDifferences,
  printGains,
  printNewcomers,
  printRatings
} from './tables.ts';

const metrics = (rmse: number, ndcg10: number, more: Partial<NewcomerMetrics> = {}): NewcomerMetrics => ({
  rmse,
  mae: 0.7,
  ndcg10,
  recall20: 0.2,
  precision10: 0.1,
  map10: 0.05,
  coverage10: 0.01,
  meanPopularity10: 123.45,
  overlap10: 0.5,
  newcomers: 10,
  hidden: 100,
  ...more
});

describe('the mean over seeds', () => {
  it('averages key by key, each over the records that have it', () => {
    expect(meanOf<{ a?: number; b?: number }>([{ a: 1, b: 4 }, { a: 3 }])).toEqual({ a: 2, b: 4 });
  });

  it('averages newcomer tables by model and K, a K that one seed lacks over the others', () => {
    const one: Record<string, NewcomerTable> = { yamr: { 0: metrics(1, 0.2), 5: metrics(0.9, 0.4) } };
    const two: Record<string, NewcomerTable> = { yamr: { 0: metrics(0.8, 0.4), 5: metrics(0.7, 0.2) } };
    const three: Record<string, NewcomerTable> = { yamr: { 0: metrics(0.9, 0.6) } };
    const mean = averageNewcomers([one, two, three]);
    expect(mean['yamr']?.[0]?.rmse).toBeCloseTo(0.9, 12);
    expect(mean['yamr']?.[0]?.ndcg10).toBeCloseTo(0.4, 12);
    expect(mean['yamr']?.[5]?.rmse).toBeCloseTo(0.8, 12);
  });

  it('averages rating metrics by model', () => {
    const mean = averageRatings([
      { bias: { rmse: 0.8, mae: 0.6, hidden: 10 } },
      { bias: { rmse: 0.9, mae: 0.7, hidden: 20 } }
    ]);
    expect(mean['bias']?.rmse).toBeCloseTo(0.85, 12);
    expect(mean['bias']?.hidden).toBe(15);
  });

  it('is nothing without seeds', () => {
    expect([averageNewcomers([]), averageRatings([])]).toEqual([{}, {}]);
  });
});

describe('the printed tables', () => {
  const tables = {
    bias: { 0: metrics(0.98, 0.1), 5: metrics(0.94, 0.1) },
    popularity: { 0: metrics(0.98, 0.36), 5: metrics(0.94, 0.34) },
    yamr: { 0: metrics(0.977, 0.36), 5: metrics(0.928, 0.459, { interval80: 0.8, recall20: 0.3 }) }
  };

  it('have a block a metric, a row a model and a column a K', () => {
    const lines = printNewcomers(tables);
    expect(lines.slice(0, 6)).toEqual([
      'RMSE (stars, lower is better)',
      'ratings revealed            0        5',
      'bias                   0.9800   0.9400',
      'popularity             0.9800   0.9400',
      'yamr                   0.9770   0.9280',
      ''
    ]);
    expect(lines).toContain('Mean popularity@10 (ratings)');
  });

  it('leave out the models that state no uncertainty, and mark the K where one does not', () => {
    const lines = printNewcomers(tables);
    expect(lines.slice(lines.indexOf('Share inside the 80% interval'))).toEqual([
      'Share inside the 80% interval',
      'ratings revealed            0        5',
      'yamr                        -    0.800',
      ''
    ]);
  });

  it('say what a model gains: RMSE below bias, ratios to popularity', () => {
    expect(printGains(tables, 'yamr')).toEqual([
      'yamr against the baselines',
      'K        RMSE below bias   NDCG@10 ratio  Recall@20 ratio',
      '0                 0.0030           1.000            1.000',
      '5                 0.0120           1.350            1.500'
    ]);
    expect(printGains({ yamr: tables.yamr }, 'yamr')).toEqual([]);
  });

  it('say standard errors beside the figures that have one', () => {
    const lines = printNewcomers(tables, { yamr: { 5: { rmse: 0.0123 } } });
    expect(lines.slice(0, 5)).toEqual([
      'RMSE (stars, lower is better), ± standard error',
      'ratings revealed                     0                 5',
      'bias                            0.9800            0.9400',
      'popularity                      0.9800            0.9400',
      'yamr                            0.9770    0.9280 ±0.0123'
    ]);
    expect(lines[6]).toBe('MAE (stars, lower is better)');
  });

  it('make room for long names', () => {
    const [, head, row] = printNewcomers({ 'release 2026-11-22-yamr-25f6713c': { 5: metrics(0.9, 0.4) } });
    expect(row).toBe('release 2026-11-22-yamr-25f6713c    0.9000');
    expect(head).toHaveLength(row!.length);
  });

  it('set one model against another, metric by metric', () => {
    const byCount = { 5: { rmse: { value: -0.0211, error: 0.0032 } }, 10: { ndcg10: { value: 0.01, error: 0.02 } } }; // prettier-ignore
    const [title, head, ...rows] = printDifferences('yamr less old', byCount);
    expect(title).toBe('yamr less old, ± standard error of the paired difference');
    expect(head).toMatch(/^ratings revealed +5 +10$/);
    expect(rows.map((row) => row.replace(/ {2,}/g, '  '))).toEqual([
      'RMSE (stars, lower is better)  -0.0211 ±0.0032  -',
      'NDCG@10  -  0.0100 ±0.0200',
      ''
    ]);
  });

  it('have RMSE and MAE a model for known users', () => {
    expect(printRatings({ bias: { rmse: 0.86734, mae: 0.6655, hidden: 9 } })).toEqual([
      'model                    RMSE      MAE',
      'bias                   0.8673   0.6655'
    ]);
  });
});
