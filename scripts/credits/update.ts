/** Owns what `npm run credits` does to a dataset folder: movies, links and credits anew, all else as it was. */
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadMovieLens } from '#training/movielens/load';
import type { MovieLensTables } from '#training/movielens/tables';
import { writeCredits, writeLinks, writeMovies } from '#training/movielens/write-files';
import {
  creditRows,
  fetchFilms,
  fetchNames,
  fetchReleased,
  itemsOf,
  withNames,
  type FetchOptions
} from './fetch.ts';
import { joinNewMovies } from './new-movies.ts';

/** Which newer movies are wanted. */
export interface NewMoviesOptions {
  /** A day; undefined: the year of the last rating. */
  readonly since: string | undefined;
  /** In how many wikis a movie has a page, at least. */
  readonly sitelinksMin: number;
}

export interface UpdateResult {
  /** Movies of the folder now, and those with a row of credits. */
  readonly movies: number;
  readonly credits: number;
  /** Different people and things in them, and how many have a name. */
  readonly items: number;
  readonly named: number;
  readonly since: string;
  /** Newer movies that Wikidata knows; of them, those that are new here, and those without a name. */
  readonly released: number;
  readonly added: number;
  readonly nameless: number;
}

const DAY_MS = 24 * 3600 * 1000;
const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

/** New Year of the last rating's year: of what came out later that year, a dataset lacks much. */
function endOf({ ratings }: MovieLensTables): string {
  let last = 0;
  for (const timestampSec of ratings.timestampSec) last = Math.max(last, timestampSec);
  return `${dayOf(last * 1000).slice(0, 4)}-01-01`;
}

/**
 * Reads the dataset in `data` and writes it into `folder`, which is the same one or an empty one. Nothing is written
 * before everything is known. Throws what `loadMovieLens`, `Wikidata.select` and the writers throw.
 */
export async function updateCredits(
  data: string,
  folder: string,
  options: FetchOptions & { readonly signal?: AbortSignal | undefined },
  newMovies: NewMoviesOptions | undefined
): Promise<UpdateResult> {
  const { found, signal } = options;
  const tables = await loadMovieLens(data, { signal });
  const since = newMovies?.since ?? endOf(tables);
  const period = { since, until: dayOf(Date.now() + DAY_MS) };
  const released = newMovies ? await fetchReleased(period, newMovies.sitelinksMin, options) : [];
  const imdbIds = [...released, ...tables.movies].map(({ imdbId }) => imdbId);
  await fetchFilms(imdbIds, options);
  const titles = released.map(({ item }) => item);
  await fetchNames(titles, options);
  const { movies, added, nameless } = joinNewMovies(tables.movies, released, found);
  const rows = creditRows(movies, tables.credits ?? [], found);
  await fetchNames(itemsOf(rows), options);
  const credits = withNames(rows, found);

  const isCopy = resolve(folder) !== resolve(data);
  if (isCopy) {
    await copyFile(join(data, 'ratings.csv'), join(folder, 'ratings.csv'));
    if (tables.tags.length > 0) await copyFile(join(data, 'tags.csv'), join(folder, 'tags.csv'));
  }
  // Movies first, credits last: at no moment does a file name a movie that movies.csv lacks.
  if (isCopy || released.length > 0) {
    await writeMovies(folder, movies);
    await writeLinks(folder, movies);
  }
  await writeCredits(folder, credits);
  const items = [...new Set(itemsOf(credits))];
  return {
    movies: movies.length,
    credits: credits.length,
    items: items.length,
    named: items.filter((item) => found.name(item)).length,
    since,
    released: released.length,
    added,
    nameless
  };
}
