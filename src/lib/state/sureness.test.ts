/** How sure a prediction is, in a word. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { surenessOf, usualDeviation } from './sureness.ts';

const list = (...deviations: (number | undefined)[]) => deviations.map((deviation) => ({ deviation }));

test('a word stands only where a movie differs from the list around it', () => {
  const usual = usualDeviation(list(0.9, 1, 1, 1, 1.1));
  expect(usual).toBe(1);
  expect(list(0.7, 0.95, 1, 1.1, 1.3).map((line) => surenessOf(line, usual))).toEqual([
    'sure',
    undefined,
    undefined,
    undefined,
    'unsure'
  ]);
});

test('a model that states no deviation says nothing', () => {
  expect(usualDeviation(list(undefined, undefined))).toBeUndefined();
  expect(surenessOf({}, 1)).toBeUndefined();
  expect(surenessOf({ deviation: 3 }, undefined)).toBeUndefined();
});

test('never do most movies of a list differ from it in one direction', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.3, max: 2, noNaN: true }), { minLength: 1, maxLength: 60 }),
      (all) => {
        const lines = list(...all);
        const words = lines.map((line) => surenessOf(line, usualDeviation(lines)));
        for (const word of ['sure', 'unsure'])
          expect(words.filter((one) => one === word).length).toBeLessThanOrEqual(all.length / 2);
      }
    )
  );
});
