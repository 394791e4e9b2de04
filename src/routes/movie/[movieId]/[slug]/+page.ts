/** Owns how the page of a movie comes to its facts. Which movies have one is svelte.config.js' to say. */
import { error } from '@sveltejs/kit';
import type { MoviePage } from '#core/movie-page';

/** Throws 404 for a movie without a page, and for an address that is not its own. */
export async function load({
  params,
  fetch
}: {
  params: { movieId: string; slug: string };
  fetch: typeof globalThis.fetch;
}): Promise<MoviePage> {
  // Beside the page.
  const response = await fetch('facts.json').catch(() => error(404));
  if (!response.ok) error(404);
  // Made and checked by this very build.
  const facts = (await response.json()) as MoviePage;
  return facts.slug === params.slug ? facts : error(404);
}
