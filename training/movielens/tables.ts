/**
 * Owns the shape of a MovieLens folder once it is read and checked: what the loader and the synthetic
 * generator produce and `training/dataset.ts` builds on. File order is kept; nothing is re-indexed yet.
 */

export interface MovieRow {
  readonly movieId: number;
  /** movies.csv `title`, untouched: "Matrix, The (1999)". */
  readonly rawTitle: string;
  /** Genre names; empty for "(no genres listed)". */
  readonly genres: readonly string[];
  /** links.csv, 0 where missing. */
  readonly imdbId: number;
  readonly tmdbId: number;
}

/** ratings.csv by column, one entry a rating; every movieId is in `movies`, no (user, movie) pair twice. */
export interface RatingColumns {
  readonly userId: Int32Array;
  readonly movieId: Int32Array;
  /** Half stars 0.5 to 5. */
  readonly stars: Float32Array;
  /** Unix seconds. */
  readonly timestampSec: Uint32Array;
}

export interface TagRow {
  readonly userId: number;
  readonly movieId: number;
  readonly tag: string;
  readonly timestampSec: number;
}

/**
 * What Wikidata says of a movie, in its ids ("Q123"); lists are in the order of the file, none has an id twice.
 * A list of names, where the file has that column, stands beside its ids: as long, "" where there is no label.
 */
export interface CreditRow {
  readonly movieId: number;
  /** 0 where missing. */
  readonly imdbId: number;
  /** The movie's own id, "" where unknown. */
  readonly wikidata: string;
  readonly directors: readonly string[];
  readonly cast: readonly string[];
  readonly genres: readonly string[];
  readonly countries: readonly string[];
  readonly languages: readonly string[];
  readonly basedOn: readonly string[];
  readonly series: readonly string[];
  readonly directorNames?: readonly string[];
  readonly castNames?: readonly string[];
  readonly genreNames?: readonly string[];
  readonly countryNames?: readonly string[];
  readonly languageNames?: readonly string[];
  readonly basedOnNames?: readonly string[];
  readonly seriesNames?: readonly string[];
  /** Where the file has the column, 0 where unknown. */
  readonly runtimeMinutes?: number;
}

/** People who joined MovieLens': they are trained on, and never judged or calibrated on. */
export interface JoinedVisitors {
  /** Theirs are the user ids from here on; MovieLens' are below. */
  readonly firstUserId: number;
  readonly people: number;
  readonly ratings: number;
  /** Of the MovieLens folder alone: who is held out follows from it and the seed. */
  readonly movieLensSha256: string;
}

export interface MovieLensTables {
  /** The folder's name, e.g. "ml-latest-small". */
  readonly name: string;
  /** sha256 (hex) over the files' names and contents, in a fixed order. */
  readonly sha256: string;
  readonly movies: readonly MovieRow[];
  readonly ratings: RatingColumns;
  readonly tags: readonly TagRow[];
  /** Absent where the folder has no credits.csv; each of a movie of `movies`, none twice. */
  readonly credits?: readonly CreditRow[];
  /** Absent where everybody is MovieLens'. Their ratings stand behind MovieLens'. */
  readonly visitors?: JoinedVisitors;
}

/**
 * Whether a person may be judged on. Visitors may not: the same people are held out whoever joins, so that the figures of
 * two models can be compared, and nobody can rate to look good in them.
 */
export const mayBeHeldOut = ({ visitors }: MovieLensTables, userId: number): boolean =>
  visitors === undefined || userId < visitors.firstUserId;
