import { expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { createMatrix } from '#core/tensor';
import { centredRatings } from '../../sparse-ratings.ts';
import { tinyDataset } from '../tiny-dataset.ts';
import { sampleFactors } from './gibbs.ts';
import { fitKnownUsers } from './known-users.ts';

const dataset = tinyDataset(
  Array.from(
    { length: 60 },
    (_, k) => [1 + (k % 10), 1 + Math.floor(k / 10), 1 + ((k * 7) % 9) / 2] as const
  ),
  7
);
const { byUser, byItem } = centredRatings(dataset, 3, dataset.itemCount);
const features = createMatrix(7, 1, Float32Array.of(1, 0, 1, 0, 1, 0, 1));
const GIBBS = { embeddingSize: 2, sweeps: 12, burnIn: 4, keepEvery: 2, featureRidge: 2 };
const fit = (rank: number) =>
  fitKnownUsers(byUser, byItem, features, GIBBS, rank, createRandom(3), () => undefined);

/** The mean over the draws of every user's product with every movie, [users, items]. */
function explicitMean(): number[] {
  const products: number[][] = [];
  sampleFactors(byUser, byItem, features, GIBBS, createRandom(3), ({ users, items }) => {
    products.push(
      Array.from({ length: 70 }, (_, at) => {
        const [user, item] = [Math.floor(at / 7), at % 7];
        return users[user * 2]! * items[item * 2]! + users[user * 2 + 1]! * items[item * 2 + 1]!;
      })
    );
  });
  return products[0]!.map((_, at) => products.reduce((sum, draw) => sum + draw[at]!, 0) / products.length);
}
const product = ({ rank, users, items }: ReturnType<typeof fit>, user: number, item: number): number => {
  let sum = 0;
  for (let r = 0; r < rank; r++) sum += users[user * rank + r]! * items[item * rank + r]!;
  return sum;
};

it('is, at full rank, the mean of the products over the draws, for unrated movies too', () => {
  const known = fit(7);
  explicitMean().forEach((value, at) => {
    expect(product(known, Math.floor(at / 7), at % 7)).toBeCloseTo(value, 4);
  });
});

it('truncated keeps the largest part: closer to the mean than nothing, and further than all', () => {
  const exact = explicitMean();
  const error = (known: ReturnType<typeof fit>): number =>
    exact.reduce((sum, value, at) => sum + (value - product(known, Math.floor(at / 7), at % 7)) ** 2, 0);
  const nothing = exact.reduce((sum, value) => sum + value ** 2, 0);
  expect(error(fit(1))).toBeLessThan(0.9 * nothing);
  expect(error(fit(2))).toBeLessThan(error(fit(1)));
  expect(error(fit(1))).toBeGreaterThan(1e-4 * nothing);
});
