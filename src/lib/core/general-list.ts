/**
 * Owns the general list that is built into the page: what a visitor without ratings is recommended by the release
 * that was published when the page was built, with the facts of its movies, so that it shows before any model is
 * there. `scripts/page-data.ts` writes it, `state/general-list.ts` shows it.
 */
import * as v from 'valibot';
import { MovieIdSchema } from './rating.ts';
import { asItemIndex } from './ids.ts';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A movie as a page is told of it when it is built (core/catalogue.ts, Movie). */
export const MovieFactsSchema = v.object({
  itemIndex: v.pipe(Count, v.transform(asItemIndex)),
  movieId: MovieIdSchema,
  title: v.string(),
  year: v.nullable(v.pipe(v.number(), v.integer())),
  genres: v.pipe(v.array(v.string()), v.readonly()),
  imdbId: Count,
  tmdbId: Count,
  ratingCount: Count,
  likeCount: Count,
  languages: v.optional(v.pipe(v.array(v.string()), v.readonly()), []),
  countries: v.optional(v.pipe(v.array(v.string()), v.readonly()), [])
});

const GeneralLineSchema = v.object({
  movie: MovieFactsSchema,
  /** 0.5 to 5: what somebody of whom nothing is known would give. */
  predictedStars: v.number(),
  /** Standard deviation around it, in stars. */
  deviation: v.exactOptional(v.number()),
  ranking: v.number()
});
export type GeneralLine = v.InferOutput<typeof GeneralLineSchema>;

/** Best first; empty where the page was built without a release. */
export const parseGeneralList = (json: unknown): readonly GeneralLine[] =>
  v.parse(v.array(GeneralLineSchema), json);
