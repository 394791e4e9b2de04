import { describe, expect, it } from 'vitest';
import type { NewcomerOutcome } from './outcome.ts';
import { peopleOf, totals } from './people.ts';

const outcome = (change: Partial<NewcomerOutcome> = {}): NewcomerOutcome => ({
  predicted: [3],
  actual: [3],
  deviation: [],
  lacking: Uint8Array.of(0),
  unknown: 0,
  unknownLikes: 0,
  relevant: new Set(),
  list: null,
  tail: null,
  ...change
});
const list = Int32Array.of(7, 8);

describe('the figures of each person', () => {
  const people = peopleOf([
    outcome({ predicted: [4, 3], actual: [3, 1], list, relevant: new Set([7]) }),
    outcome({ predicted: [2], actual: [2] })
  ]);

  it('are squared errors, and metrics only where something liked is hidden', () => {
    expect([[...people.rmse!.sum], [...people.rmse!.weight]]).toEqual([[5, 0], [2, 1]]); // prettier-ignore
    expect([[...people.ndcg10!.sum], [...people.ndcg10!.weight]]).toEqual([[1, 0], [1, 0]]); // prettier-ignore
    expect([[...people.recall20!.sum], [...people.recall20!.weight]]).toEqual([[1, 0], [1, 0]]); // prettier-ignore
  });

  it('add up to the metrics: errors pooled over ratings, lists averaged over people', () => {
    expect(totals(people)).toMatchObject({ mae: 1, ndcg10: 1, recall20: 1, precision10: 0.1, map10: 1 });
    expect(totals(people).rmse).toBeCloseTo(Math.sqrt(5 / 3), 12);
  });

  it('leave out what nobody was measured by', () => {
    expect(Object.keys(people).sort()).toEqual(['mae', 'map10', 'ndcg10', 'precision10', 'recall20', 'rmse']);
    expect(totals(peopleOf([outcome()])).ndcg10).toBeNaN();
  });

  it('have a tail of its own lists and likes', () => {
    const tail = { list: Int32Array.of(9, 8), relevant: new Set([8]) };
    const metrics = totals(peopleOf([outcome({ tail, list, relevant: new Set([7, 8]) }), outcome()]));
    expect(metrics.tailNdcg10).toBeCloseTo(1 / Math.log2(3), 12);
    expect(metrics.tailRecall20).toBe(1);
  });

  it('say what the catalogue lacks, of ratings and of likes, and judge intervals on the others alone', () => {
    const one = outcome({
      predicted: [3, 3.5],
      actual: [3.5, 5],
      deviation: [1, NaN],
      lacking: Uint8Array.of(0, 1),
      unknown: 1,
      unknownLikes: 1,
      list,
      relevant: new Set([99])
    });
    const metrics = totals(peopleOf([one, outcome({ deviation: [1] })]));
    expect(metrics).toMatchObject({ unknownShare: 1 / 3, unknownLikeShare: 1, interval80: 1, ndcg10: 0 });
    expect(metrics.knownRmse).toBeCloseTo(Math.sqrt(0.25 / 2), 12);
    expect(metrics.rmse).toBeCloseTo(Math.sqrt((0.25 + 2.25) / 3), 12);
  });
});
