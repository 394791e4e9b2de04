/**
 * Owns how much one visitor may say: what is no rating goes, who rated next to nothing goes, and of who rated very much a
 * random part stays. Many robots at once are not held off here: an account costs an email address, and the gate
 * judges what they did together.
 */
import { createHash } from 'node:crypto';
import { createRandom } from '#core/random';
import { isStars } from '#core/rating';
import type { MovieLensTables } from '#training/movielens/tables';
import type { Visitor, VisitorRating } from './visitors.ts';

/**
 * Of one visitor, as a share of MovieLens' ratings. The network's gradient, the sampler's hyper-parameters and the
 * movies' singular vectors are sums over ratings, so this is what one person can weigh in them.
 */
const SHARE_MAX = 0.005;
/** However much MovieLens has: nine of ten of its people gave fewer, and taste is known long before. */
const RATINGS_MAX = 500;
/** MovieLens asks this much of everybody, so nobody is cut below it, however small the data is. */
const RATINGS_MAX_LEAST = 20;
/** Fewer teach next to nothing of a taste, and are the cheapest to make up. */
const RATINGS_MIN = 5;

/** How many ratings of one visitor are trained on, at most. */
export const ratingsMax = (movieLensRatings: number): number =>
  Math.max(RATINGS_MAX_LEAST, Math.min(RATINGS_MAX, Math.floor(SHARE_MAX * movieLensRatings)));

export interface BoundedVisitors {
  readonly visitors: readonly Visitor[];
  /** Ratings of movies that the catalogue lacks, and of no half star: left out. */
  readonly unknown: number;
  readonly invalid: number;
  /** Visitors with too few ratings: left out; with more than `ratingsMax`: cut. */
  readonly tooFew: number;
  readonly cut: number;
  readonly ratingsMax: number;
}

/** A function of what was rated and nothing else: the same ratings stand in the same place whoever's they are called. */
const contentHash = (rows: Visitor): string =>
  createHash('sha256')
    .update(rows.map(([movieId, stars]) => `${movieId} ${stars}\n`).join(''))
    .digest('hex');

/**
 * The visitors' ratings that may be trained on, in an order that does not depend on the export: the same ratings and seed
 * make the same model.
 */
export function boundInfluence(
  visitors: readonly Visitor[],
  { movies, ratings }: MovieLensTables,
  seed: number
): BoundedVisitors {
  const known = new Set(movies.map(({ movieId }) => movieId));
  const max = ratingsMax(ratings.stars.length);
  const left = { unknown: 0, invalid: 0, tooFew: 0, cut: 0 };
  const kept: { readonly hash: string; readonly rows: Visitor }[] = [];
  for (const visitor of visitors) {
    // The table holds one item a person and movie; a file that says otherwise does not weigh twice.
    const rows = new Map<number, VisitorRating>();
    for (const rating of visitor) {
      const [movieId, stars] = rating;
      if (!isStars(stars)) left.invalid++;
      else if (!known.has(movieId)) left.unknown++;
      else rows.set(movieId, rating);
    }
    const sorted = [...rows.values()].sort((a, b) => a[0] - b[0]);
    if (sorted.length < RATINGS_MIN) {
      left.tooFew++;
      continue;
    }
    const hash = contentHash(sorted);
    if (sorted.length > max) {
      left.cut++;
      createRandom(seed).fork(`visitor ${hash}`).shuffle(sorted);
    }
    kept.push({ hash, rows: sorted.slice(0, max) });
  }
  kept.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  return { visitors: kept.map(({ rows }) => rows), ...left, ratingsMax: max };
}
