/** The sum behind a prediction, as it is told. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOf } from './parts.ts';

const namesOf = (crowd: number, offset: number, stars: number): string[] =>
  partsOf({ crowd, offset }, stars, true).map(({ name }) => name);
const numberOf = (text: string): number => Number(text.replace('−', '-').replace('±', ''));

test('a hundredth of a star is no character', () => {
  expect(namesOf(3.6, -0.06, 3.9)).toEqual(['Most people', 'Your taste', 'You']);
  expect(namesOf(3.6, -0.3, 3.9)).toEqual(['Most people', 'You give fewer stars', 'Your taste', 'You']);
  expect(namesOf(3.6, 0.3, 3.9)).toContain('You give more stars');
});

test('where nobody has rated a movie, its kind speaks in the place of the crowd', () => {
  expect(partsOf({ crowd: 3, offset: 0 }, 3, false)[0]?.name).toBe('Movies of its kind');
});

test('what is shown adds up to what is shown', () => {
  const stars = fc.double({ min: 0.5, max: 5, noNaN: true });
  fc.assert(
    fc.property(stars, fc.double({ min: -2, max: 2, noNaN: true }), stars, (crowd, offset, predicted) => {
      const texts = partsOf({ crowd, offset }, predicted, true).map(({ text }) => numberOf(text));
      const sum = texts.pop() ?? NaN;
      expect(texts.reduce((total, part) => total + part, 0)).toBeCloseTo(sum, 6);
      expect(Math.abs(sum - predicted)).toBeLessThan(0.0501);
    })
  );
});
