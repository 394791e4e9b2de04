/**
 * Owns how a visitor steers the list beyond the dials: which movies may stand on it, and in which order.
 * Pure over a catalogue and scores; `recommend.ts` calls it in the worker.
 */
import { ratedRows, type Catalogue } from '#core/catalogue';

/** best: as the model ranks. stars: by predicted stars, the lower end of their interval. newest: by year. gems: good and little known. */
export const LIST_SORTS = ['best', 'stars', 'newest', 'gems'] as const;
export type ListSort = (typeof LIST_SORTS)[number];

/** What a movie must be to stand on the list; what is left out does not matter. */
export interface ListFilter {
  /** It has all of these genres, by name. */
  readonly genresIn?: readonly string[];
  /** It has none of these. */
  readonly genresOut?: readonly string[];
  /** It is in one of these, by ISO 639 code; where the catalogue has no languages none is. */
  readonly languagesIn?: readonly string[];
  /** Inclusive; a movie without a year is never in a range. */
  readonly fromYear?: number;
  readonly toYear?: number;
  readonly minStars?: number;
  /** Nothing but these. */
  readonly onlyMovieIds?: readonly number[];
}

/** Half the ratings are about the best known sixteenth of the rated movies: a gem is rated, and none of those. */
const WELL_KNOWN_SHARE = 1 / 16;

/** Whether a row may stand on the list; undefined where every row may. `stars` [itemCount]. */
export function rowFilter(
  catalogue: Catalogue,
  stars: Float32Array,
  filter: ListFilter = {},
  sort: ListSort = 'best'
): ((row: number) => boolean) | undefined {
  const { genreNames, genres, year, languageNames = [], languages } = catalogue.file;
  const tests: ((row: number) => boolean)[] = [];
  const { fromYear = -Infinity, toYear = Infinity, minStars, onlyMovieIds } = filter;
  const ids = (names: readonly string[] = []): number[] => names.map((name) => genreNames.indexOf(name));
  const wanted = ids(filter.genresIn);
  const unwanted = ids(filter.genresOut);
  if (onlyMovieIds) {
    const only = new Set(onlyMovieIds.map((movieId) => catalogue.indexOf(movieId) as number | undefined));
    tests.push((row) => only.has(row));
  }
  if (sort === 'gems') {
    const rated = ratedRows(catalogue);
    tests.push((row) => row >= rated * WELL_KNOWN_SHARE && row < rated);
  }
  if (minStars !== undefined) tests.push((row) => stars[row]! >= minStars);
  if (fromYear > -Infinity || toYear < Infinity)
    tests.push((row) => year[row] != null && year[row] >= fromYear && year[row] <= toYear);
  if (wanted.length > 0) tests.push((row) => wanted.every((genre) => genres[row]!.includes(genre)));
  if (unwanted.length > 0) tests.push((row) => !unwanted.some((genre) => genres[row]!.includes(genre)));
  if (filter.languagesIn && filter.languagesIn.length > 0) {
    const spoken = new Set(filter.languagesIn.map((code) => languageNames.indexOf(code)));
    tests.push((row) => languages?.[row]?.some((language) => spoken.has(language)) ?? false);
  }
  return tests.length > 0 ? (row) => tests.every((test) => test(row)) : undefined;
}

/** What to order by instead of the model's ranking, higher first: [itemCount]; undefined for `best`. */
export function sortValues(
  catalogue: Catalogue,
  stars: Float32Array,
  sort: ListSort = 'best'
): Float32Array | undefined {
  if (sort === 'best') return undefined;
  if (sort !== 'newest') return stars;
  const { year } = catalogue.file;
  // Of one year the better ones first: stars end at 5, so the sixth of them never reaches the next year.
  return stars.map((value, row) => (year[row] == null ? -value : year[row] - 1800 + value / 6));
}
