import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomHead } from '../../../tests/random-head.ts';
import { createRandom } from './random.ts';
import { STAR_VALUES } from './rating.ts';
import { foldIn, predictAll } from './rating-head.ts';
import { removalShifts, starsWithoutEach } from './rating-removal.ts';

const ITEMS = 40;

describe('removalShifts', () => {
  it('predicts exactly what folding in without the rating predicts, for every rating and movie', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 30 }), (seed, count) => {
        const head = randomHead(ITEMS, 7, seed);
        const random = createRandom(seed).fork('profile');
        const items = random.shuffle(Int32Array.from({ length: ITEMS }, (_, k) => k)).slice(0, count);
        const stars = Float32Array.from(items, () => STAR_VALUES[random.below(10)]!);
        const visitor = foldIn(head, { items, stars });
        const shifts = removalShifts(head, visitor, { items, stars });
        const full = predictAll(head, visitor);
        const rows = Array.from({ length: ITEMS }, (_, item) =>
          starsWithoutEach(head, item, full[item]!, shifts)
        );
        items.forEach((_, left) => {
          const others = {
            items: items.filter((__, i) => i !== left),
            stars: stars.filter((__, i) => i !== left)
          };
          const without = predictAll(head, foldIn(head, others));
          rows.forEach((row, item) => expect(row[left]).toBeCloseTo(without[item]!, 5));
        });
      }),
      { numRuns: 15 }
    );
  });

  it('brings a visitor with one rating back to the crowd', () => {
    const head = randomHead(ITEMS, 7, 1);
    const profile = { items: Int32Array.of(3), stars: Float32Array.of(5) };
    const visitor = foldIn(head, profile);
    const shifts = removalShifts(head, visitor, profile);
    const stars = predictAll(head, visitor)[9]!;
    expect(starsWithoutEach(head, 9, stars, shifts)[0]).toBeCloseTo(head.mean[9]!, 6);
  });
});
