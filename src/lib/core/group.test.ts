import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP_STRATEGIES, groupRanking, rankForGroup, type MemberScores } from './group.ts';

const member = (ranking: number[], stars: number[]): MemberScores => ({
  ranking: Float32Array.from(ranking),
  stars: Float32Array.from(stars)
});
const itemsOf = (...args: Parameters<typeof rankForGroup>): number[] =>
  rankForGroup(...args).map(({ itemIndex }) => itemIndex);

describe('rankForGroup', () => {
  it('orders by what suits the group on average', () => {
    const group = [member([3, 2, 0], [4, 3, 2]), member([0, 2, 2.5], [2, 3, 4])];
    // All get three stars on average, so the rankings decide. Means, but for a constant: 1.5, 2, 1.25.
    expect(itemsOf(group, 'average', 3)).toEqual([1, 0, 2]);
  });

  it('puts first the movie with which the least happy person is happiest', () => {
    const group = [member([9, 5, 1], [5, 4, 3.5]), member([9, 5, 1], [1, 3, 3.2])];
    expect(itemsOf(group, 'average', 3)).toEqual([1, 2, 0]);
    expect(itemsOf(group, 'nobody-unhappy', 3)).toEqual([2, 1, 0]);
  });

  it('puts a movie that both would give more stars before one that both would give fewer', () => {
    const group = [member([9, 5], [3.6, 4.3]), member([9, 5], [3.6, 4.3])];
    expect(itemsOf(group, 'average', 2)).toEqual([1, 0]);
  });

  it('gives every person the same weight, however large their ranking values are', () => {
    const quiet = member([0, 1, 2], [3, 3, 3]);
    const shifted = member([1000, 1001, 1002], [3, 3, 3]);
    const [a, b] = [groupRanking([quiet]), groupRanking([shifted])];
    a.forEach((value, item) => expect(value).toBeCloseTo(b[item] ?? NaN, 3));
  });

  it('shows what each person would give, in the order of the people', () => {
    const [choice] = rankForGroup([member([1, 0], [4, 1]), member([1, 0], [2, 1])], 'average', 1);
    expect(choice).toEqual({ itemIndex: 0, stars: [4, 2] });
  });

  it('is one person’s own list for a group of one', () => {
    expect(itemsOf([member([1, 3, 2], [1, 1, 1])], 'average', 3)).toEqual([1, 2, 0]);
  });

  it('is empty without people, and never lists what is excluded', () => {
    expect(itemsOf([], 'nobody-unhappy', 5)).toEqual([]);
    const group = [member([3, 2, 1], [1, 2, 3])];
    for (const strategy of GROUP_STRATEGIES)
      expect(itemsOf(group, strategy, 3, (item) => item === 0)).not.toContain(0);
  });

  it('never makes the least happy person of the first movie less happy than the average order does', () => {
    const scores = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 300 }))
      .chain(([people, items]) =>
        fc.array(
          fc.record({
            ranking: fc.array(fc.float({ min: -20, max: 20, noNaN: true }), {
              minLength: items,
              maxLength: items
            }),
            stars: fc.array(fc.float({ min: 0.5, max: 5, noNaN: true }), {
              minLength: items,
              maxLength: items
            })
          }),
          { minLength: people, maxLength: people }
        )
      );
    fc.assert(
      fc.property(scores, (people) => {
        const group = people.map(({ ranking, stars }) => member(ranking, stars));
        const worst = (strategy: (typeof GROUP_STRATEGIES)[number]): number =>
          Math.min(...(rankForGroup(group, strategy, 1)[0]?.stars ?? []));
        expect(worst('nobody-unhappy')).toBeGreaterThanOrEqual(worst('average'));
      }),
      { numRuns: 40 }
    );
  });
});
