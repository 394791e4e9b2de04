import { describe, expect, it } from 'vitest';
import type { Profile, VisitorModel } from '#core/visitor-model';
import type { Newcomer } from '../split.ts';
import { evaluateNewcomers, newcomerOutcomes } from './newcomers.ts';

const ITEMS = 30;
const newcomer = (userId: number, ratings: readonly (readonly [number, number])[]): Newcomer => ({
  userId,
  items: Int32Array.from(ratings, ([item]) => item),
  stars: Float32Array.from(ratings, ([, stars]) => stars)
});

/** Ranks by itemIndex, predicts 3 stars for everything, and remembers the profiles that it was shown. */
function recordingModel(deviation?: number): VisitorModel & { readonly seen: Profile[] } {
  const seen: Profile[] = [];
  return {
    seen,
    name: 'by-index',
    itemCount: ITEMS,
    dispose: () => undefined,
    score(profiles) {
      seen.push(...profiles);
      return Promise.resolve(
        profiles.map(() => ({
          stars: new Float32Array(ITEMS).fill(3),
          ranking: Float32Array.from({ length: ITEMS }, (_, item) => -item),
          ...(deviation !== undefined && { deviationOf: () => deviation })
        }))
      );
    }
  };
}
const shown = (profiles: readonly Profile[]): string[] =>
  profiles.map(({ items, stars }) => Array.from(items, (item, k) => `${item}:${stars[k]!}`).join(' '));

const newcomers = [
  newcomer(1, [[1, 5], [0, 4], [4, 2]]), // prettier-ignore
  newcomer(2, [[2, 1], [3, 1]]), // prettier-ignore
  newcomer(3, [[7, 4.5]])
];
const ratingCount = Array.from({ length: ITEMS }, (_, item) => 100 - item);

describe('what a newcomer meets', () => {
  it('is scored on the first K ratings alone, and only where something stays hidden', async () => {
    const model = recordingModel();
    const outcomes = await newcomerOutcomes(model, newcomers, 1);
    expect(shown(model.seen)).toEqual(['1:5', '2:1']);
    expect(outcomes.map(({ actual }) => actual)).toEqual([[4, 2], [1]]);
    expect(outcomes.map(({ predicted }) => predicted)).toEqual([[3, 3], [3]]);
  });

  it('is a list of the whole catalogue less what was revealed, of twenty; hidden movies stay on it', async () => {
    const [first, second] = await newcomerOutcomes(recordingModel(), newcomers, 1);
    const withoutOne = Array.from({ length: 21 }, (_, item) => item).filter((item) => item !== 1);
    expect([...(first?.list ?? [])]).toEqual(withoutOne);
    expect([...(first?.relevant ?? [])]).toEqual([0]);
    expect(second?.list).toBeNull(); // nothing liked is hidden
  });

  it('is scored in batches whose borders nobody falls through', async () => {
    const many = Array.from({ length: 70 }, (_, k) => newcomer(k, [[k % ITEMS, 4]]));
    const outcomes = await newcomerOutcomes(recordingModel(), many, 0);
    expect(outcomes.map(({ relevant }) => [...relevant][0])).toEqual(many.map(({ items }) => items[0]));
  });
});

describe('the metrics of protocol B, by hand', () => {
  it('pool the ratings, and average the lists over those with a hidden like', async () => {
    const table = await evaluateNewcomers(recordingModel(0.8), newcomers, ratingCount, [0, 1, 9]);
    expect(Object.keys(table)).toEqual(['0', '1']); // nobody has more than nine ratings
    const metrics = table[1]!;
    // Hidden: 4 and 2 of the first, 1 of the second, each predicted 3.
    expect(metrics.rmse).toBeCloseTo(Math.sqrt((1 + 1 + 4) / 3), 12);
    expect(metrics.mae).toBeCloseTo(4 / 3, 12);
    // The first's only hidden like, item 0, stands first; the second has none and is skipped.
    expect([metrics.ndcg10, metrics.recall20, metrics.precision10, metrics.map10]).toEqual([1, 1, 0.1, 1]);
    expect(metrics.coverage10).toBeCloseTo(10 / ITEMS, 12);
    expect(metrics.meanPopularity10).toBeCloseTo(100 - (0 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10) / 10, 12);
    // z(80%) * 0.8 = 1.03 holds the errors 1 and 1, not 2.
    expect(metrics.interval80).toBeCloseTo(2 / 3, 12);
    expect(metrics.meanDeviation).toBeCloseTo(0.8, 12);
    expect([metrics.newcomers, metrics.hidden]).toEqual([2, 3]);
  });

  it('at K = 0 place the likes of the first at 1 and 2 and that of the third at 8', async () => {
    const { 0: metrics } = await evaluateNewcomers(recordingModel(), newcomers, ratingCount, [0]);
    expect(metrics?.ndcg10).toBeCloseTo((1 + 1 / Math.log2(9)) / 2, 12);
    expect(metrics?.precision10).toBeCloseTo((0.2 + 0.1) / 2, 12);
    expect(metrics?.map10).toBeCloseTo((1 + 1 / 8) / 2, 12);
    expect(metrics?.overlap10).toBe(1); // one list for everybody
    expect(metrics).not.toHaveProperty('interval80');
  });
});
