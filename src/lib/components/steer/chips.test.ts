/** What is steered, in chips. */
import { expect, test } from 'vitest';
import { sameSteering, UNSTEERED, type Steering } from '$lib/state/steering';
import { chipsOf } from './chips.ts';

const steered: Steering = {
  ...UNSTEERED,
  show: 'watchlist',
  genresIn: ['Drama', 'War'],
  genresOut: ['Horror'],
  languagesIn: ['ja'],
  fromYear: 1950,
  minStars: 4,
  adventurous: 80,
  obscure: -40
};

test('each is named in words', () => {
  expect(chipsOf(steered).map(({ words }) => words)).toEqual([
    'Drama',
    'War',
    'no Horror',
    'Japanese',
    'from 1950',
    '4★ or more',
    'watchlist',
    'adventurous 80%',
    'popular 40%'
  ]);
  const years = (change: Partial<Steering>) => chipsOf({ ...UNSTEERED, ...change })[0]?.words;
  expect([years({ toYear: 1999 }), years({ fromYear: 1980, toYear: 1989 })]).toEqual([
    'up to 1999',
    '1980 to 1989'
  ]);
  expect(years({ fromYear: 1994, toYear: 1994 })).toBe('1994');
});

test('taking back one after the other ends unsteered', () => {
  let s = steered;
  for (let left = chipsOf(s); left[0]; left = chipsOf(s)) s = { ...s, ...left[0].change };
  expect(sameSteering(s, UNSTEERED)).toBe(true);
});

test('a dial leaves nothing out', () => {
  expect(chipsOf(steered).filter(({ isFilter }) => !isFilter)).toHaveLength(2);
});
