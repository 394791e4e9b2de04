/** Owns the address of a movie's details: `?movie=` beside whatever else stands there, so links and Back work. */
import { goto } from '$app/navigation';
import { page } from '$app/state';
import type { MovieId } from '#core/ids';
import { rememberOpener } from './return-focus.ts';

const PARAMETER = 'movie';

/** The movie whose details are open on this address. */
export function movieOfAddress(url: URL): number | undefined {
  const movieId = Number(url.searchParams.get(PARAMETER));
  return Number.isInteger(movieId) && movieId > 0 ? movieId : undefined;
}

function addressOf(url: URL, movieId: MovieId | undefined): URL {
  const next = new URL(url);
  if (movieId === undefined) next.searchParams.delete(PARAMETER);
  else next.searchParams.set(PARAMETER, String(movieId));
  return next;
}

const quietly = { noScroll: true, keepFocus: true } as const;

/** Opens the details; the history remembers how many were opened one from another. */
export function openDetails(movieId: MovieId): void {
  const depth = (page.state.detailsDepth ?? 0) + 1;
  if (depth === 1) rememberOpener();
  // eslint-disable-next-line svelte/no-navigation-without-resolve -- the page's own address
  void goto(addressOf(page.url, movieId), { ...quietly, state: { detailsDepth: depth } });
}

/** Back to where the first of them was opened; from a link that led straight here, to the page behind. */
export function closeDetails(): void {
  const depth = page.state.detailsDepth ?? 0;
  if (depth > 0) history.go(-depth);
  // eslint-disable-next-line svelte/no-navigation-without-resolve -- the page's own address
  else void goto(addressOf(page.url, undefined), { ...quietly, replaceState: true });
}
