import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { randomHead } from '../../../tests/random-head.ts';
import { createRatingSums, ratingSums } from './rating-sums.ts';
import { STAR_VALUES } from './rating.ts';
import type { Profile } from './visitor-model.ts';

const ITEMS = 40;
const SIZE = 5;
const head = randomHead(ITEMS, SIZE, 4);
const { vectors } = head;
// Genres that a movie does not have.
vectors.values.forEach((_, k) => k % 3 === 0 && (vectors.values[k] = 0));
const profileOf = (ratings: ReadonlyMap<number, number>): Profile => ({
  items: Int32Array.from(ratings.keys()),
  stars: Float32Array.from(ratings.values())
});
const ratings = fc.array(fc.tuple(fc.nat(ITEMS - 1), fc.constantFrom(...STAR_VALUES)), { maxLength: 30 });
/** A star given or changed, or a rating cleared. */
const changes = fc.array(fc.tuple(fc.nat(ITEMS - 1), fc.option(fc.constantFrom(...STAR_VALUES))), {
  maxLength: 120
});

it('remembered sums are those of all ratings, whatever is given, changed and cleared one after another', () => {
  fc.assert(
    fc.property(ratings, changes, (first, then) => {
      const sumsOf = createRatingSums(head);
      const current = new Map(first);
      for (const [item, stars] of [[0, null] as const, ...then]) {
        if (stars === null) current.delete(item);
        else current.set(item, stars);
        const profile = profileOf(current);
        const remembered = sumsOf(profile);
        const fresh = ratingSums(head, profile);
        for (const name of ['gram', 'pull'] as const)
          remembered[name].forEach((value, k) =>
            expect(Math.abs(value - fresh[name][k]!)).toBeLessThan(1e-11)
          );
      }
    }),
    { numRuns: 60 }
  );
});

it('somebody else is not made from the one before', () => {
  const sumsOf = createRatingSums(head);
  const one = profileOf(
    new Map([
      [1, 5],
      [2, 4],
      [3, 1]
    ])
  );
  const other = profileOf(
    new Map([
      [4, 5],
      [5, 4],
      [6, 1]
    ])
  );
  sumsOf(one);
  expect(sumsOf(other)).toEqual(ratingSums(head, other));
  expect(sumsOf(one)).toEqual(ratingSums(head, one));
});

it('a star more costs no look at the vectors of the others', () => {
  const sumsOf = createRatingSums(head);
  const many = new Map(Array.from({ length: 30 }, (_, item) => [item, 4]));
  sumsOf(profileOf(many));
  const looked = vi.spyOn(vectors.values, 'subarray');
  const read = vi.spyOn(Math, 'sqrt');
  sumsOf(profileOf(new Map([...many, [33, 2]])));
  expect(looked.mock.calls).toEqual([[33 * SIZE, 34 * SIZE]]);
  expect(read).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
