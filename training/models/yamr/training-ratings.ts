/** Owns what the ranking nets learn from: the ratings of the movies that get vectors of their own. */
import type { Dataset } from '../../dataset.ts';

/** Plain arrays, so that it can be handed to a worker thread. Ratings of user u: userStart[u] .. userStart[u + 1]. */
export interface TrainingRatings {
  readonly userCount: number;
  readonly itemCount: number;
  readonly userStart: Int32Array;
  /** itemIndex < itemCount, and stars, of each rating. */
  readonly item: Int32Array;
  readonly stars: Float32Array;
  /** Likes of each movie, [itemCount]. */
  readonly likeCount: Float32Array;
  /** log of each movie's share of all likes, smoothed by 0.3 likes, [itemCount]. */
  readonly logLikeShare: Float32Array;
}

/** log of each movie's share of the likes, smoothed by 0.3 likes for each rated movie: where the movies' biases start. [itemCount] */
export function logLikeShare(dataset: Dataset): Float32Array {
  const likes = dataset.catalogue.file.likeCount;
  const total = likes.reduce((sum, count) => sum + count, 0) + 0.3 * dataset.ratedCount;
  return Float32Array.from(likes, (count) => Math.log((count + 0.3) / total));
}

/** The ratings of the first `itemCount` movies: those with most ratings. */
export function trainingRatings(dataset: Dataset, itemCount: number): TrainingRatings {
  const userStart = new Int32Array(dataset.userCount + 1);
  const item: number[] = [];
  const stars: number[] = [];
  for (let user = 0; user < dataset.userCount; user++) {
    for (let at = dataset.userStart[user]!; at < dataset.userStart[user + 1]!; at++) {
      if (dataset.item[at]! >= itemCount) continue;
      item.push(dataset.item[at]!);
      stars.push(dataset.stars[at]!);
    }
    userStart[user + 1] = item.length;
  }
  return {
    userCount: dataset.userCount,
    itemCount,
    userStart,
    item: Int32Array.from(item),
    stars: Float32Array.from(stars),
    likeCount: Float32Array.from(dataset.catalogue.file.likeCount.slice(0, itemCount)),
    logLikeShare: logLikeShare(dataset).slice(0, itemCount)
  };
}

/** How many movies have at least `minRatings` ratings (movies are sorted by that). */
export function countRated(dataset: Dataset, minRatings: number): number {
  const count = dataset.catalogue.file.ratingCount.findIndex((ratings) => ratings < minRatings);
  return count < 0 ? dataset.itemCount : count;
}
