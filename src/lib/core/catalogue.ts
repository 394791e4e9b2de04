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

/** `catalogue.json`: every column has one entry a movie, in itemIndex order (most rated first). */
export const CatalogueFileSchema = v.object({
  genreNames: texts,
  movieId: columnOf<MovieId>(isMovieId, 'a positive integer'),
  /** As shown ("The Matrix"). */
  title: texts,
  /** Release year, null where MovieLens has none. */
  year: columnOf<number | null>((value) => value === null || Number.isSafeInteger(value), 'a year or null'),
  /** Indices into `genreNames`; empty for "(no genres listed)". */
  genres: columnOf<number[]>((value) => Array.isArray(value) && value.every(isCount), 'numbers of genres'),
  /** IMDb number without its "tt", 0 where missing (links.csv, `imdbId`). */
  imdbId: counts,
  /** TMDB number, 0 where missing (links.csv, `tmdbId`). */
  tmdbId: counts,
  /** Ratings of the movie in the training data. */
  ratingCount: counts,
  /** Ratings of at least LIKE_STARS in the training data. */
  likeCount: counts
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
}

/** Random access to the catalogue's columns. */
export interface Catalogue {
  readonly file: CatalogueFile;
  readonly itemCount: number;
  movie(itemIndex: ItemIndex): Movie;
  /** The row of a movie, or undefined for a movie that this release does not hold. */
  indexOf(movieId: number): ItemIndex | undefined;
}

/** Parses catalogue.json. Throws `bad-release` where a column is missing, of a wrong type or length. */
export function parseCatalogue(json: unknown): Catalogue {
  const parsed = v.safeParse(CatalogueFileSchema, json);
  if (!parsed.success) {
    throw new YamrError(
      'bad-release',
      `The catalogue of this release cannot be read: ${parsed.issues[0].message}.`
    );
  }
  return createCatalogue(parsed.output);
}

/** Indexes a catalogue that is known to be well-typed; checks that its columns agree in length. */
export function createCatalogue(file: CatalogueFile): Catalogue {
  const itemCount = file.movieId.length;
  for (const [name, column] of Object.entries(file)) {
    if (name !== 'genreNames' && column.length !== itemCount) {
      throw new YamrError(
        'bad-release',
        `The catalogue's column ${name} has ${column.length} entries, not ${itemCount}.`
      );
    }
  }
  const rows = new Map<number, ItemIndex>();
  for (let row = 0; row < itemCount; row++) rows.set(file.movieId[row]!, asItemIndex(row));
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
        genres: (file.genres[itemIndex] ?? []).map((genre) => file.genreNames[genre] ?? ''),
        imdbId: file.imdbId[itemIndex] ?? 0,
        tmdbId: file.tmdbId[itemIndex] ?? 0,
        ratingCount: file.ratingCount[itemIndex] ?? 0,
        likeCount: file.likeCount[itemIndex] ?? 0
      };
    }
  };
}
