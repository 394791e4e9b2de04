/**
 * Owns the pages of single movies: what each holds and where it is. `scripts/movie-pages.ts` makes them of the release in use when
 * the site is built, `routes/movie` draws them.
 */
import * as v from 'valibot';
import { MovieFactsSchema } from './general-list.ts';

const MoviePageSchema = v.object({
  movie: MovieFactsSchema,
  slug: v.string(),
  /** Movies like it, most like it first; `slug` where that movie has a page too. */
  similar: v.array(v.object({ movie: MovieFactsSchema, slug: v.exactOptional(v.string()) }))
});
export type MoviePage = v.InferOutput<typeof MoviePageSchema>;

/** Most rated first; empty where the site is built without a release. */
export const parseMoviePages = (json: unknown): readonly MoviePage[] =>
  v.parse(v.array(MoviePageSchema), json);

/** A title as a part of an address: "Amélie (Le Fabuleux destin ...)" -> "amelie". */
export function slugOf(title: string): string {
  const plain = title
    .replace(/\s*\([^)]*\)/g, '')
    .normalize('NFD')
    .replace(/\p{M}|['’]/gu, '')
    .toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  const slug = words.join('-').replace(/[^a-z0-9-]/g, '');
  return slug.replace(/^-+|-+$/g, '') || 'movie';
}

/** The address of a movie's page, from the root of the site. */
export const moviePagePath = (movieId: number, slug: string): string => `/movie/${movieId}/${slug}`;
