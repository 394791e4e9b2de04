/**
 * Owns the catalogue's facts as a release ships them: titles, years, genres, ids, in itemIndex order.
 * Stored by column, so that it compresses well; read by the page, the scorer and the training.
 */
import * as v from 'valibot';
import { YamrError } from './errors.ts';
import { asItemIndex, isMovieId, type ItemIndex, type MovieId } from './ids.ts';

/**
 * A column of which every entry passes, looked through by one plain loop: schemas for each of 90,000 entries took
 * longer than the first list.
 */
function columnOf<T>(isEntry: (entry: unknown) => boolean, expected: string) {
  const isColumn = (input: unknown): boolean => Array.isArray(input) && input.every(isEntry);
  return v.custom<T[]>(isColumn, ({ input }) => {
    const received: unknown = Array.isArray(input) ? input.find((entry) => !isEntry(entry)) : input;
    return `Expected ${expected} but received ${JSON.stringify(received)}`;
  });
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const counts = columnOf<number>(isCount, 'a number of at least 0');
const texts = columnOf<string>((value) => typeof value === 'string', 'a text');

const indexLists = columnOf<number[]>(
  (value) => Array.isArray(value) && value.every(isCount),
  'lists of numbers'
);

/** What stands once in a file; everything else has an entry a movie. */
const SHARED = ['genreNames', 'languageNames', 'countryNames', 'standard'] as const;

/** `catalogue.json`: every column has one entry a movie, in itemIndex order (most rated first). */
export const CatalogueFileSchema = v.object({
  genreNames: texts,
  movieId: columnOf<MovieId>(isMovieId, 'a positive integer'),
  /** As shown ("The Matrix"). */
  title: texts,
  /** Release year, null where MovieLens has none. */
  year: columnOf<number | null>((value) => value === null || Number.isSafeInteger(value), 'a year or null'),
  /** Indices into `genreNames`; empty for "(no genres listed)". */
  genres: indexLists,
  /** IMDb number without its "tt", 0 where missing (links.csv, `imdbId`). */
  imdbId: counts,
  /** TMDB number, 0 where missing (links.csv, `tmdbId`). */
  tmdbId: counts,
  /** Ratings of the movie in the training data. */
  ratingCount: counts,
  /** Ratings of at least LIKE_STARS in the training data. */
  likeCount: counts,
  /** ISO 639 codes, and each movie's indices into them, the first its main one; empty where nobody says. */
  languageNames: v.optional(texts),
  languages: v.optional(indexLists),
  /** ISO 3166 codes, likewise. */
  countryNames: v.optional(texts),
  countries: v.optional(indexLists),
  /** Movies of one number belong to one series; 0 is none. */
  series: v.optional(counts),
  /** What features are measured against: of the movies that training rated, the same for every tier. */
  standard: v.optional(
    v.object({
      logCountMean: v.number(),
      logCountDeviation: v.number(),
      medianYear: v.number(),
      /** So many of `languageNames`, the first, are features of their own; the others are one together. */
      featuredLanguages: v.number()
    })
  )
});
export type CatalogueFile = v.InferOutput<typeof CatalogueFileSchema>;

/** One movie of the catalogue. */
export interface Movie {
  readonly itemIndex: ItemIndex;
  readonly movieId: MovieId;
  readonly title: string;
  readonly year: number | null;
  readonly genres: readonly string[];
  readonly imdbId: number;
  readonly tmdbId: number;
  readonly ratingCount: number;
  readonly likeCount: number;
  /** ISO 639 codes, the main one first; none where the catalogue does not say. */
  readonly languages: readonly string[];
  /** ISO 3166 codes. */
  readonly countries: readonly string[];
}

/** Random access to the catalogue's columns. */
export interface Catalogue {
  readonly file: CatalogueFile;
  readonly itemCount: number;
  movie(itemIndex: ItemIndex): Movie;
  /** The row of a movie, or undefined for a movie that this release does not hold. */
  indexOf(movieId: number): ItemIndex | undefined;
}

/** Rows that somebody has rated, which stand first; where nobody has rated anything, all count. */
export function ratedRows({ file: { ratingCount }, itemCount }: Catalogue): number {
  const rated = ratingCount.indexOf(0);
  return rated <= 0 ? itemCount : rated;
}

/** Parses the catalogue file of a tier. Throws `bad-release` where a column is missing or of a wrong type. */
export function parseCatalogueFile(json: unknown): CatalogueFile {
  const parsed = v.safeParse(CatalogueFileSchema, json);
  if (parsed.success) return parsed.output;
  throw new YamrError(
    'bad-release',
    `The catalogue of this release cannot be read: ${parsed.issues[0].message}.`
  );
}

/** Parses catalogue.json. Throws `bad-release` where a column is missing, of a wrong type or length. */
export const parseCatalogue = (json: unknown): Catalogue => createCatalogue(parseCatalogueFile(json));

const named = (indices: readonly number[] = [], names: readonly string[] = []): string[] =>
  indices.map((index) => names[index] ?? '');

/**
 * The catalogue of several tiers, each with rows of its own behind those of the one before. Throws `bad-release`
 * where a later tier names genres, languages or countries otherwise, or lacks a column.
 */
export function joinCatalogues(files: readonly CatalogueFile[]): CatalogueFile {
  const [first, ...later] = files;
  if (!first) throw new YamrError('bad-release', 'The release has no catalogue.');
  return later.reduce((joined, next) => {
    const columns = (Object.keys(joined) as (keyof CatalogueFile)[]).map((name) => {
      const [before, after] = [joined[name], next[name]];
      if ((SHARED as readonly string[]).includes(name)) {
        if (JSON.stringify(before) === JSON.stringify(after)) return [name, before];
      } else if (Array.isArray(before) && Array.isArray(after)) {
        return [name, (before as unknown[]).concat(after)];
      }
      throw new YamrError('bad-release', `The catalogue's tiers do not agree on ${name}.`);
    });
    return Object.fromEntries(columns) as CatalogueFile;
  }, first);
}

/** The rows `from` to `to` of a catalogue, as a file of its own. */
export function catalogueRows(file: CatalogueFile, from: number, to?: number): CatalogueFile {
  const entries = Object.entries(file).map(([name, column]) =>
    (SHARED as readonly string[]).includes(name) || !Array.isArray(column)
      ? [name, column]
      : [name, column.slice(from, to)]
  );
  return Object.fromEntries(entries) as CatalogueFile;
}

/** Indexes a catalogue that is known to be well-typed; checks that its columns agree in length. */
export function createCatalogue(file: CatalogueFile): Catalogue {
  const rows = new Map<number, ItemIndex>();
  for (let row = 0; row < file.movieId.length; row++) rows.set(file.movieId[row]!, asItemIndex(row));
  return indexedCatalogue(file, rows);
}

/** As `createCatalogue`, where the row of each movie is known already. */
export function indexedCatalogue(file: CatalogueFile, rows: ReadonlyMap<number, ItemIndex>): Catalogue {
  const itemCount = file.movieId.length;
  for (const [name, column] of Object.entries(file)) {
    if ((SHARED as readonly string[]).includes(name) || !Array.isArray(column)) continue;
    if (column.length !== itemCount) {
      throw new YamrError(
        'bad-release',
        `The catalogue's column ${name} has ${column.length} entries, not ${itemCount}.`
      );
    }
  }
  if (rows.size !== itemCount) throw new YamrError('bad-release', 'The catalogue names a movie twice.');
  return {
    file,
    itemCount,
    indexOf: (movieId) => rows.get(movieId),
    movie(itemIndex) {
      const movieId = file.movieId[itemIndex];
      if (movieId === undefined) throw new YamrError('internal', `There is no item ${itemIndex}.`);
      return {
        itemIndex,
        movieId,
        title: file.title[itemIndex] ?? '',
        year: file.year[itemIndex] ?? null,
        genres: named(file.genres[itemIndex], file.genreNames),
        languages: named(file.languages?.[itemIndex], file.languageNames),
        countries: named(file.countries?.[itemIndex], file.countryNames),
        imdbId: file.imdbId[itemIndex] ?? 0,
        tmdbId: file.tmdbId[itemIndex] ?? 0,
        ratingCount: file.ratingCount[itemIndex] ?? 0,
        likeCount: file.likeCount[itemIndex] ?? 0
      };
    }
  };
}
