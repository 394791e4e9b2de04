/**
 * Owns a visitor's level: what they are expected to give a movie that people watch. It is the posterior of how generous they are,
 * not the mean of a few ratings: whoever has rated only favourites has no level of five stars.
 */
import { explainRatings } from './rating-explanation.ts';
import type { FoldedVisitor, RatingHead } from './rating-head.ts';
import type { Profile } from './visitor-model.ts';

export interface Level {
  /** Mean of m + e . z over movies, each as often as people rated it, in stars; `z` [R]. */
  (z: ArrayLike<number>): number;
  /** The mean of m alone: what the crowd gives such a movie. */
  readonly crowd: number;
  /** What it would be without each rating of a profile that `visitor` was folded in from, in profile order: [n]. */
  withoutEach(visitor: FoldedVisitor, profile: Profile): Float64Array;
}

/** `ratingCount` [itemCount]; where nobody has rated anything every movie counts once. */
export function createLevel(head: RatingHead, ratingCount: readonly number[]): Level {
  const { columns, values } = head.vectors;
  const total = ratingCount.reduce((sum, count) => sum + count, 0);
  const vector = new Float64Array(columns);
  let crowd = 0;
  for (let item = 0; item < ratingCount.length; item++) {
    const share = total > 0 ? ratingCount[item]! / total : 1 / ratingCount.length;
    if (share === 0) continue;
    crowd += share * head.mean[item]!;
    for (let j = 0; j < columns; j++) vector[j]! += share * values[item * columns + j]!;
  }
  const level = (z: ArrayLike<number>): number => {
    let sum = crowd;
    for (let j = 0; j < columns; j++) sum += vector[j]! * z[j]!;
    return sum;
  };
  return Object.assign(level, {
    crowd,
    withoutEach: (visitor: FoldedVisitor, profile: Profile) =>
      explainRatings(head, visitor, profile, [{ mean: crowd, vector }])[0]!.starsWithoutEach()
  });
}
