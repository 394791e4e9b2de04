import { describe, expect, it } from 'vitest';
import { verdictOf } from './verdict.ts';

type Evidence = Parameters<typeof verdictOf>[0];
const at = <T>(value: T): Record<string, T> => ({ 0: value, 1: value, 5: value, 10: value, 20: value });
const good = { rmse: 0.9, ndcg10: 0.4, interval80: 0.8, overlap10: 0.3 };
const gain = (revealed: number, low = 0.01): Evidence['newcomers']['gains'][number] => ({
  model: 'yamr',
  revealed,
  rmseGain: { value: 0.02, low, high: 0.03 },
  ndcgRatio: { value: 1.3, low: 1.2, high: 1.4 },
  recallRatio: { value: 1.3, low: 1.2, high: 1.4 }
});
const evidence = (change: Record<string, number> = {}, low?: number): Evidence => ({
  model: 'yamr',
  newcomers: {
    people: 9,
    tables: {
      yamr: at({ ...good, ...change }),
      popularity: at({ rmse: 0.95, ndcg10: 0.4 })
    },
    gains: [1, 5, 10, 20].map((revealed) => gain(revealed, low))
  },
  knownUsers: { yamr: { rmse: 0.8, mae: 0.6, hidden: 1 }, bias: { rmse: 0.87, mae: 0.7, hidden: 1 } },
  quantisation: { rmse: 0.001, ndcg10: 0, rmseMax: 0.003, ndcg10Max: 0.005, byCount: [] }
});
const failed = (of: Evidence): string[] =>
  verdictOf(of).checks.flatMap(({ question, outcome }) =>
    outcome === 'yes' ? [] : `${outcome}: ${question}`
  );

describe('the verdict', () => {
  it('is to publish what passes every check', () => {
    expect(failed(evidence())).toEqual([]);
    expect(verdictOf(evidence()).outcome).toBe('publish');
  });

  it('asks for a look where a gain may be the choice of people', () => {
    expect(failed(evidence({}, -0.001))).toEqual([expect.stringMatching(/^barely: .*ratings better/)]);
    expect(verdictOf(evidence({}, -0.001)).outcome).toBe('look');
  });

  it.each([
    [{ interval80: 0.7 }, /uncertainty/],
    [{ overlap10: 0.9 }, /different lists/],
    [{ rmse: 0.96 }, /before the first rating/],
    [{ ndcg10: 0.39 }, /before the first rating/]
  ])('holds back %o', (change, question) => {
    expect(failed(evidence(change))).toEqual([expect.stringMatching(question)]);
    expect(verdictOf(evidence(change)).outcome).toBe('hold');
  });

  it('holds back a figure that is missing', () => {
    expect(failed({ ...evidence(), knownUsers: {} })).toHaveLength(1);
    expect(
      failed({
        ...evidence(),
        quantisation: { rmse: null, ndcg10: 0, rmseMax: 0.003, ndcg10Max: 0.005, byCount: [] }
      })
    ).toHaveLength(1);
  });

  it('has nothing good to say where nothing was measured', () => {
    expect(verdictOf({ ...evidence(), newcomers: { people: 0, tables: {}, gains: [] } }).outcome).toBe(
      'hold'
    );
  });
});
