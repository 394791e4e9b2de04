/** Owns what can be said about a dataset at a glance: `npm run data` prints it, tests hold it to known figures. */
import { STAR_VALUES } from '#core/rating';
import { parseTitle } from '#core/title';
import { CREDIT_LISTS } from './credits-file.ts';
import type { CreditRow, MovieLensTables } from './tables.ts';

/** A name and how often it occurs; lists of them are most frequent first, ties by name. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

export interface DataAnalysis {
  readonly ratings: {
    readonly count: number;
    readonly users: number;
    /** Movies with at least one rating. */
    readonly movies: number;
    readonly meanStars: number;
    /** Ratings of 0.5, 1, ... 5 stars, [10]. */
    readonly histogram: readonly number[];
    /** Fewest, median and most ratings of a user. */
    readonly perUser: readonly [number, number, number];
    /** Unix seconds. */
    readonly firstTimestampSec: number;
    readonly lastTimestampSec: number;
  };
  readonly movies: {
    readonly count: number;
    readonly genres: readonly NamedCount[];
    readonly withoutGenres: number;
    /** First and last release year; null where no title has one. */
    readonly years: readonly [number, number] | null;
    readonly withoutYear: number;
    readonly withImdb: number;
    readonly withTmdb: number;
  };
  readonly tags: {
    readonly count: number;
    readonly movies: number;
    readonly users: number;
    /** The movie with most tags; undefined where there are no tags. */
    readonly mostTagged: NamedCount | undefined;
    readonly distinct: number;
    /** By their exact spelling. */
    readonly frequent: readonly NamedCount[];
  };
  /** Movies with credits, and with each list of them; undefined where the folder has no credits.csv. */
  readonly credits: CreditCounts | undefined;
}

export interface CreditCounts {
  readonly count: number;
  readonly lists: readonly NamedCount[];
  /** Different ids in all lists, and how many of them have a name. */
  readonly ids: number;
  readonly named: number;
}

const FREQUENT_TAGS = 10;

function countAll<Key>(keys: Iterable<Key>): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function mostFrequent(counts: ReadonlyMap<string, number>): NamedCount[] {
  return Array.from(counts, ([name, count]) => ({ name, count })).sort(
    (a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)
  );
}

/** Analyses tables of any size in one pass each. */
export function analyse(tables: MovieLensTables): DataAnalysis {
  return {
    ratings: analyseRatings(tables),
    movies: analyseMovies(tables),
    tags: analyseTags(tables),
    credits: tables.credits && countCredits(tables.credits)
  };
}

function analyseRatings({ ratings }: MovieLensTables): DataAnalysis['ratings'] {
  const histogram = STAR_VALUES.map(() => 0);
  let sum = 0;
  for (const stars of ratings.stars) {
    histogram[stars * 2 - 1]!++;
    sum += stars;
  }
  let firstTimestampSec = Infinity;
  let lastTimestampSec = 0;
  for (const timestampSec of ratings.timestampSec) {
    firstTimestampSec = Math.min(firstTimestampSec, timestampSec);
    lastTimestampSec = Math.max(lastTimestampSec, timestampSec);
  }
  const perUser = Int32Array.from(countAll(ratings.userId).values()).sort();
  return {
    count: ratings.stars.length,
    users: perUser.length,
    movies: new Set(ratings.movieId).size,
    meanStars: sum / ratings.stars.length,
    histogram,
    perUser: [perUser[0] ?? 0, perUser[perUser.length >> 1] ?? 0, perUser.at(-1) ?? 0],
    firstTimestampSec,
    lastTimestampSec
  };
}

function analyseMovies({ movies }: MovieLensTables): DataAnalysis['movies'] {
  const years = movies.flatMap(({ rawTitle }) => parseTitle(rawTitle).year ?? []).sort((a, b) => a - b);
  const [first] = years;
  const last = years.at(-1);
  return {
    count: movies.length,
    genres: mostFrequent(countAll(movies.flatMap((movie) => movie.genres))),
    withoutGenres: movies.filter((movie) => movie.genres.length === 0).length,
    years: first === undefined || last === undefined ? null : [first, last],
    withoutYear: movies.length - years.length,
    withImdb: movies.filter((movie) => movie.imdbId > 0).length,
    withTmdb: movies.filter((movie) => movie.tmdbId > 0).length
  };
}

function analyseTags({ movies, tags }: MovieLensTables): DataAnalysis['tags'] {
  const byMovie = countAll(tags.map((row) => row.movieId));
  let mostTagged: NamedCount | undefined;
  for (const { movieId, rawTitle } of movies) {
    const count = byMovie.get(movieId) ?? 0;
    if (count > (mostTagged?.count ?? 0)) mostTagged = { name: rawTitle, count };
  }
  const frequent = mostFrequent(countAll(tags.map((row) => row.tag)));
  return {
    count: tags.length,
    movies: byMovie.size,
    users: new Set(tags.map((row) => row.userId)).size,
    mostTagged,
    distinct: frequent.length,
    frequent: frequent.slice(0, FREQUENT_TAGS)
  };
}

function countCredits(credits: readonly CreditRow[]): CreditCounts {
  const all = new Set<string>();
  const named = new Set<string>();
  const lists = CREDIT_LISTS.map(({ ids, names }) => {
    let count = 0;
    for (const row of credits) {
      if (row[ids].length > 0) count++;
      row[ids].forEach((id, k) => {
        all.add(id);
        if (row[names]?.[k]) named.add(id);
      });
    }
    return { name: ids, count };
  });
  return { count: credits.length, lists, ids: all.size, named: named.size };
}
