import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { foldIn, opennessOf, type RatingHead } from './rating-head.ts';
import { scatterOf, surprises } from './scatter.ts';
import { createMatrix } from './tensor.ts';

const [ITEMS, SIZE] = [12, 3];
const random = createRandom(5);
const head: RatingHead = {
  mean: Float32Array.from({ length: ITEMS }, () => 3 + random.normal() / 2),
  vectors: createMatrix(
    ITEMS,
    SIZE,
    Float32Array.from({ length: ITEMS * SIZE }, () => random.normal())
  ),
  residual: new Float32Array(ITEMS).fill(0.1),
  noise: 0.6,
  noiseScale: 2,
  calibration: { ratingCounts: [0], factors: [1] }
};
const profiles = fc
  .array(
    fc.integer({ min: 1, max: 10 }).map((half) => half / 2),
    { minLength: 2, maxLength: ITEMS }
  )
  .map((stars) => ({ items: Int32Array.from(stars.keys()), stars: Float32Array.from(stars) }));

it('each surprise is the squared error of a prediction from the other ratings, over its variance', () => {
  fc.assert(
    fc.property(profiles, fc.nat(), (profile, at) => {
      const place = at % profile.items.length;
      const others = {
        items: profile.items.filter((_, k) => k !== place),
        stars: profile.stars.filter((_, k) => k !== place)
      };
      const visitor = foldIn(head, others);
      const item = profile.items[place]!;
      const expected = Array.from({ length: SIZE }, (_, j) => head.vectors.values[item * SIZE + j]!).reduce(
        (sum, value, j) => sum + value * visitor.z[j]!,
        head.mean[item]!
      );
      const surprise = ((profile.stars[place]! - expected) / opennessOf(head, visitor, item)) ** 2;
      const { z, inverseFactor } = foldIn(head, profile);
      expect(surprises(head, profile, z, inverseFactor)[place]).toBeCloseTo(surprise, 6);
    })
  );
});

it('of a long profile at most two hundred ratings are asked, spread evenly', () => {
  const items = new Int32Array(1000);
  const stars = new Float32Array(1000).fill(3);
  const { z, inverseFactor } = foldIn(head, { items, stars });
  expect(surprises(head, { items, stars }, z, inverseFactor)).toHaveLength(200);
});

it('nobody scatters more or less than most before they have rated, and each soon as they do', () => {
  const prior = { ratings: 8, surprise: 0.5 };
  const after = (count: number, surprise: number): number =>
    scatterOf(prior, new Float64Array(count).fill(surprise));
  expect(after(0, 0)).toBe(1);
  expect(after(8, 0.5)).toBe(1);
  expect(after(8, 1)).toBe(1.5);
  expect(after(8, 0)).toBe(0.5);
});
