/**
 * Owns the optional file of a release that says who made a movie and which series it belongs to. Training writes it from
 * credits.csv; details and the search show it. Numbers stand for people and series, with names only where the data has them.
 */
import * as v from 'valibot';
import { YamrError } from './errors.ts';
import { isMovieId, type MovieId } from './ids.ts';

/** Raised when an older reader could misread a newer file. */
export const CREDITS_FORMAT_VERSION = 1;
/** Of a cast, at most. */
export const MOST_CAST = 6;

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
/** Looked through by one plain loop: schemas for each of 30,000 entries hold a page up. */
const columnOf = <T>(isEntry: (entry: unknown) => boolean, expected: string) =>
  v.custom<T[]>((input) => Array.isArray(input) && input.every(isEntry), `Expected ${expected}`);
const lists = columnOf<number[]>(
  (entry) => Array.isArray(entry) && entry.every(isCount),
  'lists of numbers of at least 0'
);
const names = columnOf<string>((entry) => typeof entry === 'string' && entry !== '', 'names');

export const CreditsFileSchema = v.object({
  formatVersion: v.literal(CREDITS_FORMAT_VERSION),
  /** The movies of which something is known; every column has an entry for each. */
  movieId: columnOf<MovieId>(isMovieId, 'ids of movies'),
  /** Numbers of people, places in `directorNames` where there are names. */
  directors: lists,
  directorNames: v.optional(names),
  /** The number of the series, 0 for none; `seriesNames` has number 1 first. */
  series: columnOf<number>(isCount, 'numbers of at least 0'),
  seriesNames: v.optional(names),
  /** Places in `castNames`, those named first in front; only with names. */
  cast: v.optional(lists),
  castNames: v.optional(names)
});
export type CreditsFile = v.InferOutput<typeof CreditsFileSchema>;

/** Parses the file. Throws `unknown-format` or `bad-release`. */
export function parseCreditsFile(json: unknown): CreditsFile {
  const format = (json as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof format === 'number' && format !== CREDITS_FORMAT_VERSION) {
    throw new YamrError('unknown-format', `The credits have format ${format}, which is not known here.`);
  }
  const refuse = (reason: string): never => {
    throw new YamrError('bad-release', `The credits of the release cannot be read: ${reason}.`);
  };
  const parsed = v.safeParse(CreditsFileSchema, json);
  if (!parsed.success) return refuse(parsed.issues[0].message);
  const file = parsed.output;
  const { movieId, directors, directorNames, series, seriesNames, cast, castNames } = file;
  for (const column of [directors, series, cast ?? movieId]) {
    if (column.length !== movieId.length)
      refuse(`a column has ${column.length} entries, not ${movieId.length}`);
  }
  const within = (places: readonly number[][], all: readonly string[] | undefined): boolean =>
    all === undefined || places.every((row) => row.every((place) => place < all.length));
  if (!within(directors, directorNames) || !within(cast ?? [], castNames))
    refuse('it names people that it does not have');
  if (seriesNames && series.some((number) => number > seriesNames.length))
    refuse('it names series that it does not have');
  return file;
}
