import { describe, expect, it } from 'vitest';
import { createMatrix } from '#core/tensor';
import { tinyDataset } from '../models/tiny-dataset.ts';
import type { Newcomer } from '../split.ts';
import { coLikes, evaluateNeighbours, plainCosine } from './similar.ts';

const MOVIES = 30;
const dataset = tinyDataset([[1, 1, 5], [1, 2, 5], [2, 1, 4], [2, 2, 4.5], [2, 3, 4], [3, 3, 1]], MOVIES); // prettier-ignore
const row = (movieId: number): number => dataset.catalogue.indexOf(movieId)!;
const newcomer = (userId: number, ratings: readonly (readonly [number, number])[]): Newcomer => ({
  userId,
  items: Int32Array.from(ratings, ([item]) => item),
  stars: Float32Array.from(ratings, ([, stars]) => stars)
});

describe('neighbours', () => {
  it('counts the training users who like both', () => {
    const counts = coLikes(dataset)(row(1));
    expect([counts[row(1)], counts[row(2)], counts[row(3)], counts[row(4)]]).toEqual([2, 2, 1, 0]);
  });

  it('has cosines of rows, 0 for a row of zeros', () => {
    const likeness = plainCosine(createMatrix(3, 2, Float32Array.of(3, 4, 1, 0, 0, 0)));
    expect(likeness(0)[0]).toBeCloseTo(1, 6);
    expect(likeness(0)[1]).toBeCloseTo(0.6, 6);
    expect(likeness(0)[2]).toBe(0);
  });

  it('are hits where people like both, worth more where the movie is rare', () => {
    const [a, b, c] = [row(1), row(2), row(3)];
    const person = newcomer(1, [[a, 5], [b, 4], [c, 4], [row(9), 1]]); // prettier-ignore
    // Everybody's neighbours: movie 1 first, then movies that nobody likes.
    const onlyA = (item: number): Float32Array =>
      Float32Array.from({ length: MOVIES }, (_, other) =>
        other === a ? 2 : [b, c].includes(other) ? -1 : item >= 0 ? 1 : 0
      );
    const { hit10, weightedHit10 } = evaluateNeighbours(
      onlyA,
      [person, newcomer(2, [[a, 5]])],
      dataset.catalogue
    );
    // Asked of a: no hit of 2; asked of b and c: a is one hit of 2.
    expect(hit10).toBeCloseTo(1 / 3, 12);
    const [la, lb, lc] = [2, 2, 1].map((likes) => 1 / (likes + 10));
    expect(weightedHit10).toBeCloseTo((la! / (la! + lc!) + la! / (la! + lb!)) / 3, 12);
  });
});
