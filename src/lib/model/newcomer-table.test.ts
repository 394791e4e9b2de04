import { describe, expect, it } from 'vitest';
import { judgedOn, newcomerTables } from './newcomer-table.ts';

const metrics = {
  newcomers: {
    bias: { 5: { rmse: 0.9, ndcg10: 0.1 }, 10: { rmse: 0.85 } },
    yamr: {
      10: { rmse: 0.8, newcomers: 122, hidden: 9000 },
      5: { rmse: 0.88, newcomers: 122, hidden: 9500 }
    },
    popularity: { 5: { ndcg10: 0.2 } }
  }
};

describe('the tables of the model page', () => {
  it('have the model first, columns ascending, and gaps where nothing was measured', () => {
    const [rmse, ndcg] = newcomerTables(metrics, 'yamr');
    expect(rmse?.columns).toEqual([5, 10]);
    expect(rmse?.rows.map(({ label }) => label)).toEqual(['YAMR', 'Crowd plus generosity']);
    expect(rmse?.rows[0]?.values).toEqual([0.88, 0.8]);
    expect(ndcg?.rows.map(({ label, values }) => [label, values])).toEqual([
      ['Crowd plus generosity', [0.1, undefined]],
      ['What most people like', [0.2, undefined]]
    ]);
  });

  it('say on whom', () => {
    expect(judgedOn(metrics, 'yamr')).toEqual({ people: 122, ratings: 9500 });
  });

  it('are none for a release without metrics, whatever stands in their place', () => {
    for (const other of [{}, null, 'x', { newcomers: 3 }, { newcomers: { yamr: null } }]) {
      expect(newcomerTables(other, 'yamr')).toEqual([]);
      expect(judgedOn(other, 'yamr')).toBeUndefined();
    }
  });
});
