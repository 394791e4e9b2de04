/** Owns what the page of a movie holds, as a file of its own: the page's code knows none of the others. */
import { error, json } from '@sveltejs/kit';
import data from 'virtual:yamr-movie-pages';
import { parseMoviePages } from '#core/movie-page';

export const prerender = true;

const pages = new Map(parseMoviePages(data).map((page) => [String(page.movie.movieId), page]));

export function GET({ params }: { params: { movieId: string } }): Response {
  return json(pages.get(params.movieId) ?? error(404));
}
