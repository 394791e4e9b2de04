import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { createMatrix, type Matrix } from '#core/tensor';
import type { SparseRows } from '../../sparse-ratings.ts';
import { sampleFactors, type GibbsOptions, type GibbsSample } from './gibbs.ts';

const USERS = 60;
const ITEMS = 40;
const RANK = 2;
const NOISE = 0.3;
const OPTIONS: GibbsOptions = { embeddingSize: 3, sweeps: 60, burnIn: 20, keepEvery: 2, featureRidge: 2 };

interface Rating {
  readonly user: number;
  readonly item: number;
  readonly value: number;
}

/** Ratings u.v + noise of a random part of the pairs; items' vectors are a linear map of their features. */
function plant(): { train: Rating[]; test: Rating[]; cold: Rating[]; features: Matrix } {
  const random = createRandom(11);
  const draw = (count: number): number[] => Array.from({ length: count }, () => random.normal());
  const users = draw(USERS * RANK);
  const map = draw(4 * RANK);
  const features = createMatrix(ITEMS, 4, Float32Array.from(draw(ITEMS * 4)));
  const [train, test, cold]: Rating[][] = [[], [], []];
  for (let user = 0; user < USERS; user++)
    for (let item = 0; item < ITEMS; item++) {
      let value = NOISE * random.normal();
      for (let r = 0; r < RANK; r++) {
        let v = 0;
        for (let f = 0; f < 4; f++) v += (features.values[item * 4 + f]! * map[f * RANK + r]!) / 2;
        value += users[user * RANK + r]! * v;
      }
      // The last four movies have no rating at all: only their features speak for them.
      const part = item >= ITEMS - 4 ? cold : random.uniform() < 0.5 ? train : test;
      part!.push({ user, item, value });
    }
  return { train: train!, test: test!, cold: cold!, features };
}

function sparse(ratings: readonly Rating[], rows: number, by: 'user' | 'item'): SparseRows {
  const other = by === 'user' ? 'item' : 'user';
  const sorted = ratings.toSorted((a, b) => a[by] - b[by]);
  return {
    start: Int32Array.from(
      { length: rows + 1 },
      (_, row) => sorted.filter((rating) => rating[by] < row).length
    ),
    index: Int32Array.from(sorted, (rating) => rating[other]),
    value: Float32Array.from(sorted, (rating) => rating.value)
  };
}

const { train, test, cold, features } = plant();
const byUser = sparse(train, USERS, 'user');
const byItem = sparse(train, ITEMS, 'item');

function sample(seed: number, itemFeatures?: Matrix, options = OPTIONS): GibbsSample[] {
  const samples: GibbsSample[] = [];
  sampleFactors(byUser, byItem, itemFeatures, options, createRandom(seed), (one) => samples.push(one));
  return samples;
}

/** RMSE of the mean over the samples of u.v, and of the mean (which is 0). */
function judge(samples: readonly GibbsSample[], ratings: readonly Rating[]): { model: number; mean: number } {
  const d = OPTIONS.embeddingSize;
  let [errors, squares] = [0, 0];
  for (const { user, item, value } of ratings) {
    let predicted = 0;
    for (const { users, items } of samples)
      for (let j = 0; j < d; j++) predicted += (users[user * d + j]! * items[item * d + j]!) / samples.length;
    errors += (value - predicted) ** 2;
    squares += value ** 2;
  }
  return { model: Math.sqrt(errors / ratings.length), mean: Math.sqrt(squares / ratings.length) };
}

describe('the sampler', () => {
  it('recovers a planted matrix of rank 2 from half of its entries almost down to the noise', () => {
    const samples = sample(1);
    const { model, mean } = judge(samples, test);
    expect(mean).toBeGreaterThan(1);
    expect(model).toBeLessThan(1.25 * NOISE);
    const precision = samples.reduce((sum, { alpha }) => sum + alpha, 0) / samples.length;
    expect(1 / Math.sqrt(precision)).toBeCloseTo(NOISE, 1);
  });

  it('predicts movies without a rating from their features, and cannot without them', () => {
    const { model, mean } = judge(sample(1, features), cold);
    expect(model).toBeLessThan(0.6 * mean);
    expect(judge(sample(1), cold).model).toBeGreaterThan(0.9 * mean);
  });

  it('gives the same draws for the same seed, and others for another', () => {
    const short = { ...OPTIONS, sweeps: 6, burnIn: 2 };
    const one = sample(1, features, short);
    expect(sample(1, features, short)).toEqual(one);
    expect(sample(2, features, short)[0]?.alpha).not.toBe(one[0]?.alpha);
  });

  it('keeps every second sweep after the burn-in, as copies that later sweeps do not touch', () => {
    const sweeps: number[] = [];
    const samples: GibbsSample[] = [];
    const copies: number[] = [];
    sampleFactors(
      byUser,
      byItem,
      features,
      { ...OPTIONS, sweeps: 9, burnIn: 4 },
      createRandom(1),
      (one) => {
        samples.push(one);
        copies.push(one.users[0]! + one.items[0]! + one.userMean[0]!);
      },
      (sweep) => sweeps.push(sweep)
    );
    expect(sweeps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(samples).toHaveLength(3); // after sweeps 5, 7 and 9
    expect(samples.map((one) => one.users[0]! + one.items[0]! + one.userMean[0]!)).toEqual(copies);
    expect(new Set(copies).size).toBe(3);
  });

  it('gives the lower Cholesky factor of a precision', () => {
    const d = OPTIONS.embeddingSize;
    for (const { userPrecisionFactor: factor } of sample(1, features, { ...OPTIONS, sweeps: 6, burnIn: 2 }))
      for (let j = 0; j < d; j++) {
        expect(factor[j * d + j]).toBeGreaterThan(0);
        for (let k = j + 1; k < d; k++) expect(factor[j * d + k]).toBe(0);
      }
  });
});
