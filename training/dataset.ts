/**
 * Owns the dataset that everything in training works on: ratings by user in typed arrays, movies in
 * itemIndex order. Invariants, established here and relied on everywhere: itemIndex 0 is the movie with
 * most ratings (ties: smaller movieId first); ratings are sorted by userIndex; means, counts and tags come
 * from these ratings and these users alone, so a split's training part is a Dataset of its own.
 */
import { createCatalogue, type Catalogue } from '#core/catalogue';
import { logCountStandard, medianYear } from '#core/features';
import { asMovieId } from '#core/ids';
import { LIKE_STARS } from '#core/rating';
import { parseTitle } from '#core/title';
import { seriesOf } from './movielens/series.ts';
import type { MovieLensTables, TagRow } from './movielens/tables.ts';
import { placesOf } from './movielens/movie-places.ts';

export interface Dataset {
  readonly name: string;
  readonly sha256: string;
  readonly catalogue: Catalogue;
  /** Movies, those that nobody rated included: they come last. */
  readonly itemCount: number;
  readonly ratedCount: number;
  readonly userCount: number;
  /** MovieLens userId of each userIndex, [userCount]. */
  readonly userIds: Int32Array;
  /** Ratings of user u stand at userStart[u] .. userStart[u + 1] - 1, [userCount + 1]. */
  readonly userStart: Int32Array;
  /** [ratingCount] each. */
  readonly user: Int32Array;
  readonly item: Int32Array;
  readonly stars: Float32Array;
  readonly timestampSec: Uint32Array;
  readonly tags: readonly { readonly userId: number; readonly item: number; readonly tag: string }[];
  /** The tables this was built from. */
  readonly tables: MovieLensTables;
  /** The dataset of those of this dataset's ratings and tags that both this and the further filter keep. */
  restrict(keep: (row: number) => boolean, keepTag: (tag: TagRow) => boolean): Dataset;
}

/**
 * Builds a dataset from all or some of the ratings. `keep` picks rows of `tables.ratings` (default: all);
 * every movie stays, users without a kept rating go, and tags go where `keepTag` says so.
 */
export function buildDataset(
  tables: MovieLensTables,
  keep?: (row: number) => boolean,
  keepTag: (tag: TagRow) => boolean = () => true
): Dataset {
  const { movies, ratings } = tables;
  const rows: number[] | undefined = keep && [];
  if (rows && keep) for (let row = 0; row < ratings.stars.length; row++) if (keep(row)) rows.push(row);
  const chosen = rows ? Uint32Array.from(rows) : undefined;
  const count = chosen ? chosen.length : ratings.stars.length;
  const rowAt = (k: number): number => (chosen ? chosen[k]! : k);

  const fileRow = new Map(movies.map((movie, row) => [movie.movieId, row]));
  const ratingCount = new Uint32Array(movies.length);
  const likeCount = new Uint32Array(movies.length);
  const userSizes = new Map<number, number>();
  for (let k = 0; k < count; k++) {
    const row = rowAt(k);
    const movie = fileRow.get(ratings.movieId[row]!)!;
    ratingCount[movie]!++;
    if (ratings.stars[row]! >= LIKE_STARS) likeCount[movie]!++;
    const userId = ratings.userId[row]!;
    userSizes.set(userId, (userSizes.get(userId) ?? 0) + 1);
  }

  const order = Array.from(movies.keys()).sort(
    (a, b) => ratingCount[b]! - ratingCount[a]! || movies[a]!.movieId - movies[b]!.movieId
  );
  const itemOfFileRow = new Int32Array(movies.length);
  order.forEach((row, itemIndex) => (itemOfFileRow[row] = itemIndex));

  const userIds = Int32Array.from([...userSizes.keys()].sort((a, b) => a - b));
  const userIndex = new Map(Array.from(userIds, (userId, index) => [userId, index]));
  const userStart = new Int32Array(userIds.length + 1);
  userIds.forEach((userId, index) => (userStart[index + 1] = userStart[index]! + userSizes.get(userId)!));
  const fill = userStart.slice(0, userIds.length);
  const user = new Int32Array(count);
  const item = new Int32Array(count);
  const stars = new Float32Array(count);
  const timestampSec = new Uint32Array(count);
  for (let k = 0; k < count; k++) {
    const row = rowAt(k);
    const index = userIndex.get(ratings.userId[row]!)!;
    const at = fill[index]!++;
    user[at] = index;
    item[at] = itemOfFileRow[fileRow.get(ratings.movieId[row]!)!]!;
    stars[at] = ratings.stars[row]!;
    timestampSec[at] = ratings.timestampSec[row]!;
  }

  const genreNames = [...new Set(movies.flatMap((movie) => movie.genres))].sort();
  const titles = order.map((row) => parseTitle(movies[row]!.rawTitle));
  const years = titles.map((parsed) => parsed.year);
  const counts = order.map((row) => ratingCount[row]!);
  const rated = counts.filter((n) => n > 0);
  const series = seriesOf(
    tables,
    movies.map(({ rawTitle }) => parseTitle(rawTitle).title)
  );
  const places = placesOf(
    tables,
    order.map((row) => movies[row]!.movieId),
    rated.length
  );
  const catalogue = createCatalogue({
    genreNames,
    movieId: order.map((row) => asMovieId(movies[row]!.movieId)),
    title: titles.map((parsed) => parsed.title),
    year: years,
    genres: order.map((row) => movies[row]!.genres.map((genre) => genreNames.indexOf(genre))),
    imdbId: order.map((row) => movies[row]!.imdbId),
    tmdbId: order.map((row) => movies[row]!.tmdbId),
    ratingCount: counts,
    likeCount: order.map((row) => likeCount[row]!),
    ...places.columns,
    ...(tables.credits && { series: order.map((row) => series[row]!) }),
    standard: {
      logCountMean: logCountStandard(rated).mean,
      logCountDeviation: logCountStandard(rated).deviation,
      medianYear: medianYear(years.slice(0, rated.length)),
      featuredLanguages: places.featuredLanguages
    }
  });
  return {
    name: tables.name,
    sha256: tables.sha256,
    catalogue,
    itemCount: movies.length,
    ratedCount: rated.length,
    userCount: userIds.length,
    userIds,
    userStart,
    user,
    item,
    stars,
    timestampSec,
    tags: tables.tags.filter(keepTag).flatMap((tag) => {
      const row = fileRow.get(tag.movieId);
      return row === undefined ? [] : [{ userId: tag.userId, item: itemOfFileRow[row]!, tag: tag.tag }];
    }),
    tables,
    restrict: (further, furtherTag) =>
      buildDataset(
        tables,
        (row) => (keep?.(row) ?? true) && further(row),
        (tag) => keepTag(tag) && furtherTag(tag)
      )
  };
}
