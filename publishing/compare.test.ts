import { expect, it } from 'vitest';
import { YamrError } from '#core/errors';
import type { CounterSum } from '../server/tables/counter-table.ts';
import { counterReport } from '../tests/counter-report.ts';
import { comparisonLines, compareVersions, defaultPair } from './compare.ts';

const wins = (won: number, lost: number, ties = 0) => ({ wins: won, losses: lost, ties });
const sum = (version: string, other: string, predicted = wins(0, 0), ranked = wins(0, 0)): CounterSum => ({
  ...counterReport({ version }),
  day: '2026-11-23',
  comparison: { other, predicted, ranked }
});

it('both directions are one comparison: a loss of one version is a win of the other', () => {
  const sums = [
    sum('b', 'a', wins(7_000, 3_000, 5), wins(600, 400)),
    sum('a', 'b', wins(1_000, 2_000, 1), wins(5_000, 6_500)),
    sum('b', 'c', wins(0, 9_000)),
    { ...counterReport({ version: 'b' }), day: '2026-11-23' } as CounterSum
  ];
  const comparison = compareVersions(sums, 'b', 'a');
  expect(comparison).toMatchObject({
    predicted: wins(9_000, 4_000, 6),
    ranked: wins(7_100, 5_400),
    whileUsing: [10_005, 3_001],
    recommendation: 'promote'
  });
  expect(compareVersions(sums, 'a', 'b')).toMatchObject({
    predicted: wins(4_000, 9_000, 6),
    recommendation: 'stop'
  });
  const text = comparisonLines(comparison).join('\n');
  expect(text).toMatch(
    /predicted {2}9000 wins, 4000 losses, 6 ties; wins 69.2% .* interval 66\.\d% to 7\d\.\d%/
  );
  expect(text).toContain('Promote b: it is better than a');
});

it('what nobody compared is said in one sentence', () => {
  expect(comparisonLines(compareVersions([], 'b', 'a'))).toEqual(['Nobody has compared b and a yet.']);
});

it('without names it is the candidate against the version in use, else that one against the one before', () => {
  const pointer = { formatVersion: 1, version: 'b', history: ['a'] } as const;
  expect(defaultPair({ ...pointer, history: ['a'], candidate: { version: 'c', share: 0.5 } })).toEqual([
    'c',
    'b'
  ]);
  expect(defaultPair({ ...pointer, history: ['a'] })).toEqual(['b', 'a']);
  expect(() => defaultPair(undefined)).toThrow(YamrError);
});
