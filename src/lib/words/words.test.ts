/** Numbers in sentences. */
import { expect, test } from 'vitest';
import { differenceWords } from './differences.ts';
import { someOf } from './enumerations.ts';
import { countWords, numberWords, starsWords } from './words.ts';

test('one is one, everything else is many, and thousands are parted', () => {
  expect([0, 1, 2, 88043].map((count) => countWords(count, 'movie'))).toEqual([
    '0 movies',
    '1 movie',
    '2 movies',
    '88,043 movies'
  ]);
  expect(countWords(2, 'person', 'people')).toBe('2 people');
  expect(numberWords(1234567)).toBe('1,234,567');
});

test('half stars are many', () => {
  expect([0.5, 1, 1.5, 5].map(starsWords)).toEqual(['0.5 stars', '1 star', '1.5 stars', '5 stars']);
});

test('a long list names the first and counts the rest', () => {
  expect(someOf(['Heat'], 2)).toBe('Heat');
  expect(someOf(['Heat', 'Ronin'], 2)).toBe('Heat and Ronin');
  expect(someOf(['Heat', 'Ronin', 'Thief', 'Drive'], 2)).toBe('Heat, Ronin, and 2 more');
});

test('a difference has a sign, and none below a tenth of a star', () => {
  expect([0.42, -1.25, 0.04, -0.049, 0.05].map(differenceWords)).toEqual([
    '+0.4',
    '−1.3',
    '±0',
    '±0',
    '+0.1'
  ]);
});
