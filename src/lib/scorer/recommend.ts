/**
 * Owns the step from a visitor's ratings to a list: pure over a model and its catalogue, so that the
 * worker, `npm run score` and the self-test give the same list.
 */
import type { Catalogue } from '#core/catalogue';
import type { MovieId } from '#core/ids';
import { DEFAULT_DIALS, listItems, type Dials } from '#core/list';
import { normalQuantile } from '#core/metrics/calibration';
import { topItems } from '#core/ranking';
import type { Profile, Scores, VisitorModel } from '#core/visitor-model';
import { rowFilter, sortValues, type ListFilter, type ListSort } from './steer.ts';
import { uncertaintyOf } from './uncertainty.ts';

/** What is known of a rating when a list is asked for. */
export interface RatedMovie {
  readonly movieId: number;
  /** Half stars, 0.5 to 5. */
  readonly stars: number;
}

export interface RecommendRequest {
  /** Of one movie the last counts; movies that the release does not hold are left out. */
  readonly ratings: readonly RatedMovie[];
  /** Kept off the list besides the rated ones. */
  readonly excludedMovieIds?: readonly number[];
  /** Length of the list. */
  readonly limit: number;
  /** How far the list departs from the bare ranking; those left out stand at DEFAULT_DIALS (core/list.ts). */
  readonly dials?: Partial<Dials>;
  /** Which movies may stand on the list (steer.ts). */
  readonly filter?: ListFilter;
  /** `best` unless it is said; the dials turn only that order. */
  readonly sort?: ListSort;
  /** Whether rated movies may stand on the list too. */
  readonly withRated?: boolean;
}

export interface Recommendation {
  readonly movieId: MovieId;
  /** 0.5 to 5, not rounded. */
  readonly predictedStars: number;
  /** Standard deviation of the rating around it, in stars, where the model knows it. */
  readonly deviation?: number;
  /** The model's own ranking value: higher is better. The dials may put a movie before a higher one. */
  readonly ranking: number;
}

export interface RecommendResult {
  /** Best first. */
  readonly list: readonly Recommendation[];
  /** Ratings that the model could use. */
  readonly ratingCount: number;
  /** Movies that may stand on the list, however long it is; only where a filter leaves some out. */
  readonly matching?: number;
  /** How unsure the model is beside knowing nothing of the visitor, 0 to 1, where it can tell. */
  readonly uncertainty?: number;
  /** From the request to the list, in this thread. */
  readonly elapsedMs: number;
}

/** The visitor as the model sees them. */
export function toProfile(catalogue: Catalogue, ratings: readonly RatedMovie[]): Profile {
  const items = new Int32Array(ratings.length);
  const stars = new Float32Array(ratings.length);
  /** Where an item stands among `items`, and 1 more; 0 is nowhere. */
  const places = new Int32Array(catalogue.itemCount);
  let count = 0;
  for (const rating of ratings) {
    const item = catalogue.indexOf(rating.movieId);
    if (item === undefined) continue;
    if (places[item] === 0) {
      items[count] = item;
      places[item] = ++count;
    }
    stars[places[item]! - 1] = rating.stars;
  }
  return { items: items.slice(0, count), stars: stars.slice(0, count) };
}

/** [itemCount]: 1 for the `items` and the movies `movieIds`, else 0. */
export function markRows(
  catalogue: Catalogue,
  items: ArrayLike<number>,
  movieIds: readonly number[]
): Uint8Array {
  const marked = new Uint8Array(catalogue.itemCount);
  for (let i = 0; i < items.length; i++) marked[items[i]!] = 1;
  for (const movieId of movieIds) {
    const item = catalogue.indexOf(movieId);
    if (item !== undefined) marked[item] = 1;
  }
  return marked;
}

/** Movies with most predicted stars among which the sureness decides: a deviation costs a thousand multiplications. */
const SURE_POOL = 1000;
const Z80 = normalQuantile(0.9);

/**
 * By the lower end of the 80% interval, highest first: a movie that hardly anybody has rated is no certain five stars. Rows are
 * given by predicted stars; the order stays where the model states no deviations.
 */
function surest(rows: Int32Array, { stars, deviationOf }: Scores): Int32Array {
  if (!deviationOf) return rows;
  const bounds = new Map(Array.from(rows, (row) => [row, stars[row]! - Z80 * deviationOf(row)]));
  return rows.sort((a, b) => bounds.get(b)! - bounds.get(a)! || a - b);
}

/** How many rows are not left out. */
function countRows(itemCount: number, exclude: (row: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < itemCount; row++) if (!exclude(row)) count++;
  return count;
}

/** The best movies that the visitor has not rated, in the order that the dials ask for. */
export async function recommend(
  model: VisitorModel,
  catalogue: Catalogue,
  { ratings, excludedMovieIds = [], limit, dials, filter, sort, withRated = false }: RecommendRequest
): Promise<RecommendResult> {
  const startMs = performance.now();
  const profile = toProfile(catalogue, ratings);
  const [scores] = await model.score([profile]);
  if (!scores) return { list: [], ratingCount: profile.items.length, elapsedMs: performance.now() - startMs };
  const excluded = markRows(catalogue, withRated ? [] : profile.items, excludedMovieIds);
  const passes = rowFilter(catalogue, scores.stars, filter, sort);
  const exclude = (row: number): boolean => excluded[row] === 1 || (passes !== undefined && !passes(row));
  const values = sortValues(catalogue, scores.stars, sort);
  const rows = values
    ? sort === 'newest'
      ? topItems(values, limit, exclude)
      : surest(topItems(values, Math.max(limit, SURE_POOL), exclude), scores).subarray(0, limit)
    : listItems(scores.ranking, limit, exclude, model.knowledge, { ...DEFAULT_DIALS, ...dials });
  const list = Array.from(rows, (row): Recommendation => {
    const deviation = scores.deviationOf?.(row);
    return {
      movieId: catalogue.file.movieId[row]!,
      predictedStars: scores.stars[row] ?? NaN,
      ...(deviation !== undefined && { deviation }),
      ranking: scores.ranking[row] ?? NaN
    };
  });
  const ratingCount = profile.items.length;
  const matching = passes && countRows(catalogue.itemCount, exclude);
  const uncertainty = uncertaintyOf(model, scores, ratingCount);
  return {
    list,
    ratingCount,
    ...(matching !== undefined && { matching }),
    ...(uncertainty !== undefined && { uncertainty }),
    elapsedMs: performance.now() - startMs
  };
}
