import { expect, it } from 'vitest';
import { closestSeries } from './closest-series.ts';

const row = (...series: string[]) => ({ series });

it('is the one with the fewest movies among those that have a second', () => {
  const [wide, both, narrow, lone] = [row('wide'), row('wide', 'narrow', 'lone'), row('narrow'), row('only')];
  const closest = closestSeries([wide, both, narrow, lone, row('wide')]);
  expect([wide, both, narrow, lone].map(closest)).toEqual([0, 1, 0, undefined]);
});

it('counts a movie once though its row names a series twice', () => {
  const twice = row('same', 'same');
  expect(closestSeries([twice])(twice)).toBeUndefined();
});
