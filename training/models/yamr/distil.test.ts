import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import type { SparseRows } from '../../sparse-ratings.ts';
import { Distiller } from './distil.ts';
import { sampleFactors, type GibbsSample } from './gibbs.ts';

const ITEMS = 5;
const FEATURES = 3;

/** Two draws of dimension 2, whose precisions are known by their factors. */
const samples: GibbsSample[] = [1, 2].map((seed) => {
  const random = createRandom(seed);
  return {
    users: new Float64Array(0),
    items: Float64Array.from({ length: ITEMS * 2 }, () => random.normal()),
    userMean: Float64Array.of(random.normal(), random.normal()),
    userPrecisionFactor: Float64Array.of(1 + random.uniform(), 0, random.normal(), 1 + random.uniform()),
    itemMean: Float64Array.of(random.normal(), random.normal()),
    itemLink: Float64Array.from({ length: 2 * FEATURES }, () => random.normal()),
    itemPrecisionFactor: Float64Array.of(1 + random.uniform(), 0, random.normal(), 1 + random.uniform()),
    alpha: seed === 1 ? 2 : 4
  };
});

/** (L L')^-1 of a lower 2 x 2 factor, by the formula for two rows. */
function covarianceOf(l: Float64Array): number[] {
  const [a, b, d] = [l[0]! ** 2, l[0]! * l[2]!, l[2]! ** 2 + l[3]! ** 2];
  const determinant = a * d - b * b;
  return [d / determinant, -b / determinant, -b / determinant, a / determinant];
}

/** Mean and covariance of a random user's ratings: the law of total covariance, written out. */
function explicit(): { mean: number[]; covariance: number[][] } {
  const means = samples.map(({ items, userMean }) =>
    Array.from({ length: ITEMS }, (_, i) => items[i * 2]! * userMean[0]! + items[i * 2 + 1]! * userMean[1]!)
  );
  const mean = means[0]!.map((value, i) => (value + means[1]![i]!) / 2);
  const covariance = mean.map((_, i) =>
    mean.map((__, j) =>
      samples.reduce((sum, { items, userPrecisionFactor }, s) => {
        const c = covarianceOf(userPrecisionFactor);
        const [x, y] = [items.subarray(i * 2, i * 2 + 2), items.subarray(j * 2, j * 2 + 2)];
        const within = x[0]! * (c[0]! * y[0]! + c[1]! * y[1]!) + x[1]! * (c[2]! * y[0]! + c[3]! * y[1]!);
        return sum + (within + (means[s]![i]! - mean[i]!) * (means[s]![j]! - mean[j]!)) / 2;
      }, 0)
    )
  );
  return { mean, covariance };
}

function distil(rank: number) {
  const distiller = new Distiller(ITEMS, 2);
  for (const sample of samples) distiller.add(sample);
  return distiller.finish(rank, createRandom(3));
}
const product = (vectors: Float64Array, rank: number, i: number, j: number): number => {
  let sum = 0;
  for (let r = 0; r < rank; r++) sum += vectors[i * rank + r]! * vectors[j * rank + r]!;
  return sum;
};

/** The same draws with one movie more: what a movie of content `f` is expected to be. */
function withExpected(f: readonly number[]): GibbsSample[] {
  return samples.map((sample) => {
    const expected = [0, 1].map((j) =>
      f.reduce((sum, x, k) => sum + x * sample.itemLink[k * 2 + j]!, sample.itemMean[j]!)
    );
    return { ...sample, items: Float64Array.from([...sample.items, ...expected]) };
  });
}

describe('what is distilled for a movie that nobody rated', () => {
  const content = [0.5, -1, 2];
  const { cold, vectors } = distil(6);
  const of = (column: (row: number) => number): number =>
    content.reduce((sum, x, k) => sum + x * column(k + 1), column(0));

  it('has the mean of its content', () => {
    const expected =
      withExpected(content).reduce((sum, { items, userMean }) => {
        const at = ITEMS * 2;
        return sum + items[at]! * userMean[0]! + items[at + 1]! * userMean[1]!;
      }, 0) / 2;
    expect(of((row) => cold.mean[row]!)).toBeCloseTo(expected, 6);
  });

  it('has the covariance with every rated movie that its content would have', () => {
    const distiller = new Distiller(ITEMS + 1, 2);
    for (const sample of withExpected(content)) distiller.add(sample);
    const known = distiller.finish(6, createRandom(3)).vectors;
    const own = Float64Array.from({ length: 6 }, (_, r) => of((row) => cold.vectors[row * 6 + r]!));
    for (let i = 0; i < ITEMS; i++) {
      let covariance = 0;
      for (let r = 0; r < 6; r++) covariance += own[r]! * vectors[i * 6 + r]!;
      expect(covariance).toBeCloseTo(product(known, 6, ITEMS, i), 4);
    }
  });

  it('leaves open what a draw of its factors would add', () => {
    const expected =
      samples.reduce((sum, { itemPrecisionFactor, userPrecisionFactor, userMean }) => {
        const open = covarianceOf(itemPrecisionFactor);
        const people = covarianceOf(userPrecisionFactor);
        const trace = open.reduce((total, value, k) => total + value * people[k]!, 0);
        const [x, y] = [userMean[0]!, userMean[1]!];
        return sum + trace + x * (open[0]! * x + open[1]! * y) + y * (open[2]! * x + open[3]! * y);
      }, 0) / 2;
    expect(cold.residual).toBeCloseTo(expected, 6);
  });
});

describe('the distilled prior of a random user', () => {
  const { mean, covariance } = explicit();

  it('has the explicit mean, and noise of the mean of 1 / alpha', () => {
    const distilled = distil(6);
    mean.forEach((value, i) => expect(distilled.mean[i]).toBeCloseTo(value, 5));
    expect(distilled.noise).toBeCloseTo((1 / 2 + 1 / 4) / 2, 12);
  });

  it('has the explicit covariance at full rank, with nothing left out', () => {
    const { vectors, residual } = distil(6);
    for (let i = 0; i < ITEMS; i++) {
      for (let j = 0; j < ITEMS; j++) expect(product(vectors, 6, i, j)).toBeCloseTo(covariance[i]![j]!, 5);
      expect(residual[i]).toBeCloseTo(0, 5);
    }
  });

  it('keeps every variance when truncated: what the vectors lack is the residual', () => {
    const { vectors, residual } = distil(1);
    for (let i = 0; i < ITEMS; i++) {
      expect(product(vectors, 1, i, i) + residual[i]!).toBeCloseTo(covariance[i]![i]!, 5);
      expect(residual[i]).toBeGreaterThanOrEqual(0);
    }
    expect(Math.max(...residual)).toBeGreaterThan(0.01);
  });
});

describe('sampler and distillation together', () => {
  it("find the means and covariances that the users' ratings were drawn with", () => {
    // r_i = m_i + u v_i + noise, u ~ N(0, 1): covariance v_i v_j.
    const random = createRandom(4);
    const [users, means, loadings] = [400, [0.5, -0.5, 1, 0], [1, -0.8, 0.6, 1.2]];
    const value = new Float32Array(users * 4);
    for (let user = 0; user < users; user++) {
      const u = random.normal();
      for (let i = 0; i < 4; i++) value[user * 4 + i] = means[i]! + u * loadings[i]! + 0.4 * random.normal();
    }
    const byUser: SparseRows = {
      start: Int32Array.from({ length: users + 1 }, (_, user) => user * 4),
      index: Int32Array.from({ length: users * 4 }, (_, k) => k % 4),
      value
    };
    const byItem: SparseRows = {
      start: Int32Array.from({ length: 5 }, (_, i) => i * users),
      index: Int32Array.from({ length: users * 4 }, (_, k) => k % users),
      value: Float32Array.from(
        { length: users * 4 },
        (_, k) => value[(k % users) * 4 + Math.floor(k / users)]!
      )
    };
    const distiller = new Distiller(4, 3);
    const options = { embeddingSize: 3, sweeps: 150, burnIn: 50, keepEvery: 2, featureRidge: 2 };
    sampleFactors(byUser, byItem, undefined, options, random, (sample) => {
      distiller.add(sample);
    });
    const { mean, vectors, residual, noise } = distiller.finish(4, random);
    expect(noise).toBeCloseTo(0.16, 1);
    for (let i = 0; i < 4; i++) {
      expect(Math.abs(mean[i]! - means[i]!)).toBeLessThan(0.15);
      for (let j = 0; j < 4; j++) {
        const found = product(vectors, 4, i, j) + (i === j ? residual[i]! : 0);
        expect(Math.abs(found - loadings[i]! * loadings[j]!)).toBeLessThan(0.25);
      }
    }
  });
});
