/**
 * Owns the catalogue's facts as a release ships them: titles, years, genres, ids, in itemIndex order.
 * Stored by column, so that it compresses well; read by the page, the scorer and the training.
 */
import * as v from 'valibot';
import { YamrError } from './errors.ts';
import { asItemIndex, type ItemIndex, type MovieId } from './ids.ts';
import { MovieIdSchema } from './rating.ts';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `catalogue.json`: every column has one entry a movie, in itemIndex order (most rated first). */
export const CatalogueFileSchema = v.object({
  genreNames: v.array(v.string()),
  movieId: v.array(MovieIdSchema),
  /** As shown ("The Matrix"). */
  title: v.array(v.string()),
  /** Release year, null where MovieLens has none. */
  year: v.array(v.nullable(v.pipe(v.number(), v.integer()))),
  /** Indices into `genreNames`; empty for "(no genres listed)". */
  genres: v.array(v.array(Count)),
  /** IMDb number without its "tt", 0 where missing (links.csv, `imdbId`). */
  imdbId: v.array(Count),
  /** TMDB number, 0 where missing (links.csv, `tmdbId`). */
  tmdbId: v.array(Count),
  /** Ratings of the movie in the training data. */
  ratingCount: v.array(Count),
  /** Ratings of at least LIKE_STARS in the training data. */
  likeCount: v.array(Count)
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
  const rows = new Map<number, ItemIndex>(file.movieId.map((movieId, row) => [movieId, asItemIndex(row)]));
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
