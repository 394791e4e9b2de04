import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomHead } from '../../../tests/random-head.ts';
import { explainRatings } from './rating-explanation.ts';
import { foldIn, predictAll, type RatingHead } from './rating-head.ts';
import { STAR_VALUES } from './rating.ts';
import type { Profile } from './visitor-model.ts';

const ITEMS = 40;
const SIZE = 7;
const heads = fc.nat().map((seed) => randomHead(ITEMS, SIZE, seed));
const profiles = fc
  .uniqueArray(fc.tuple(fc.nat(ITEMS - 1), fc.constantFrom(...STAR_VALUES)), { selector: ([item]) => item })
  .map((ratings) => profileOf(ratings));
const profileOf = (ratings: readonly (readonly [number, number])[]): Profile => ({
  items: Int32Array.from(ratings, ([item]) => item),
  stars: Float32Array.from(ratings, ([, stars]) => stars)
});
const explain = (head: RatingHead, profile: Profile, items: readonly number[]) =>
  explainRatings(head, foldIn(head, profile), profile, items);
const ALL = Array.from({ length: ITEMS }, (_, item) => item);

describe('the explanation of a prediction', () => {
  it('adds up: crowd + offset + what each rating adds is the prediction, to 1e-9', () => {
    fc.assert(
      fc.property(heads, profiles, (head, profile) => {
        const visitor = foldIn(head, profile);
        explain(head, profile, ALL).forEach(({ stars, crowd, offset, shares }, item) => {
          const sum = shares.reduce((total, share) => total + share, crowd + offset);
          expect(shares).toHaveLength(profile.items.length);
          expect(crowd).toBe(head.mean[item]);
          expect(Math.abs(sum - stars)).toBeLessThan(1e-9);
          const row = head.vectors.values.subarray(item * SIZE, (item + 1) * SIZE);
          const expected = visitor.z.reduce((total, z, j) => total + z * row[j]!, crowd);
          expect(Math.abs(stars - expected)).toBeLessThan(1e-9);
          // The offset is what any movie gets, so no rating's.
          expect(offset).toBeCloseTo(row[SIZE - 1]! * visitor.z[SIZE - 1]!, 12);
        });
      }),
      { numRuns: 30 }
    );
  });

  it('gives a rating as much as the prediction moves with it, per star, the offset aside', () => {
    const head = randomHead(ITEMS, SIZE, 3);
    const ratings = [[2, 5], [4, 1], [9, 3]] as const; // prettier-ignore
    const shareOf = (stars: number): number =>
      explain(head, profileOf([...ratings, [11, stars]]), [8])[0]!.shares[3]!;
    const ownStars = head.mean[11]!;
    expect(shareOf(ownStars + 1)).toBeCloseTo(-shareOf(ownStars - 1), 6);
    expect(Math.abs(shareOf(ownStars + 1))).toBeGreaterThan(1e-4);
  });

  it('gives a rating that agrees with the crowd no share', () => {
    const head = { ...randomHead(ITEMS, SIZE, 4), mean: new Float32Array(ITEMS).fill(3.5) };
    const [explained] = explain(head, profileOf([[2, 5], [4, 3.5]]), [8]); // prettier-ignore
    expect(Math.abs(explained!.shares[0]!)).toBeGreaterThan(1e-6);
    expect(Math.abs(explained!.shares[1]!)).toBe(0);
  });

  it('of somebody who has rated nothing holds the crowd alone', () => {
    const head = randomHead(ITEMS, SIZE, 1);
    const [explained] = explain(head, profileOf([]), [3]);
    expect(explained).toMatchObject({ stars: head.mean[3], crowd: head.mean[3], offset: 0 });
    expect(explained!.shares).toHaveLength(0);
    expect(explained!.starsWithoutEach()).toHaveLength(0);
  });
});

describe('the prediction without a rating', () => {
  it('is exactly what folding in without it predicts, for every rating and movie', () => {
    fc.assert(
      fc.property(heads, profiles, (head, profile) => {
        const { items, stars } = profile;
        const rows = explain(head, profile, ALL).map((explained) => explained.starsWithoutEach());
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

  it('of a visitor with one rating is the crowd', () => {
    const head = randomHead(ITEMS, SIZE, 1);
    const [explained] = explain(head, profileOf([[3, 5]]), [9]);
    expect(explained!.starsWithoutEach()[0]).toBeCloseTo(head.mean[9]!, 6);
  });
});
