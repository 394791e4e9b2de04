/** Owns the flow of `npm run credits`: ask for what is not known yet, then make rows of what is. */
import type { Progress } from '#training/progress';
import { CREDIT_LISTS } from '#training/movielens/credits-file';
import type { CreditRow, MovieRow } from '#training/movielens/tables';
import { askInBatches } from './batches.ts';
import type { Found } from './found.ts';
import {
  filmQuery,
  nameQuery,
  readFilms,
  readNames,
  readReleased,
  releasedQuery,
  type Period,
  type ReleasedFilm
} from './queries.ts';
import type { Wikidata } from './wikidata.ts';

export interface FetchOptions {
  readonly wikidata: Wikidata;
  readonly found: Found;
  /** Movies, and three times as many names, in one query, at most. */
  readonly batch: number;
  /** Queries after which the run asks no more, and uses what it has. */
  readonly mostQueries: number;
  readonly progress: Progress;
}

/** A name is one short row; a movie is dozens of them. */
const NAMES_A_MOVIE = 3;

/** Asks for `items` in batches, with progress. */
async function askFor<Item>(
  label: string,
  items: readonly Item[],
  size: number,
  { progress, wikidata, mostQueries }: FetchOptions,
  ask: (batch: readonly Item[]) => Promise<void>
): Promise<void> {
  if (items.length === 0) return;
  let done = 0;
  progress.start(label, items.length);
  await askInBatches(items, size, async (batch) => {
    if (wikidata.asked >= mostQueries) return;
    await ask(batch);
    progress.update((done += batch.length));
  });
  progress.finish();
}

/** The films of these IMDb ids that are not known yet. */
export async function fetchFilms(imdbIds: readonly number[], options: FetchOptions): Promise<void> {
  const { wikidata, found, batch } = options;
  const missing = [...new Set(imdbIds)].filter((imdbId) => imdbId > 0 && found.film(imdbId) === undefined);
  await askFor('Asking Wikidata for movies', missing, batch, options, async (ids) => {
    await found.addFilms(ids, readFilms(await wikidata.select(filmQuery(ids))));
  });
}

/** The names of these items that are not known yet. */
export async function fetchNames(items: Iterable<string>, options: FetchOptions): Promise<void> {
  const { wikidata, found, batch } = options;
  const missing = [...new Set(items)].filter((item) => found.name(item) === undefined);
  await askFor('Asking Wikidata for names', missing, batch * NAMES_A_MOVIE, options, async (some) => {
    await found.addNames(some, readNames(await wikidata.select(nameQuery(some))));
  });
}

/** The months from `since` (a day) to `until`, the first and last cut: a query of a year would run out of time. */
export function monthsOf({ since, until }: Period): Period[] {
  const months: Period[] = [];
  for (let from = since; from < until;) {
    const next = new Date(Date.UTC(Number(from.slice(0, 4)), Number(from.slice(5, 7)), 1))
      .toISOString()
      .slice(0, 10);
    const to = next < until ? next : until;
    months.push({ since: from, until: to });
    from = to;
  }
  return months;
}

/** Films released in the period, each once. */
export async function fetchReleased(
  period: Period,
  sitelinksMin: number,
  options: FetchOptions
): Promise<readonly ReleasedFilm[]> {
  const { wikidata, found } = options;
  const films = new Map<number, ReleasedFilm>();
  await askFor('Asking Wikidata for new movies', monthsOf(period), 1, options, async ([month]) => {
    if (!month) return;
    let released = found.released(month, sitelinksMin);
    if (!released) {
      released = readReleased(await wikidata.select(releasedQuery(month, sitelinksMin)));
      await found.addReleased(month, sitelinksMin, released);
    }
    for (const film of released) if (!films.has(film.imdbId)) films.set(film.imdbId, film);
  });
  return [...films.values()];
}

/** Every item whose name a row can show. */
export const itemsOf = (rows: readonly CreditRow[]): string[] =>
  rows.flatMap((row) => CREDIT_LISTS.flatMap(({ ids }) => row[ids]));

/** The rows without names: of what was found, else what the folder had. In the order of the movies. */
export function creditRows(
  movies: readonly MovieRow[],
  before: readonly CreditRow[],
  found: Found
): CreditRow[] {
  const old = new Map(before.map((row) => [row.movieId, row]));
  return movies.flatMap(({ movieId, imdbId }): CreditRow | CreditRow[] => {
    const film = found.film(imdbId);
    if (!film) return old.get(movieId) ?? [];
    const { kinds: _kinds, ...lists } = film.facts;
    return [{ movieId, imdbId, wikidata: film.item, ...lists, runtimeMinutes: film.runtimeMinutes }];
  });
}

/** The rows with the names that were found; a name that the folder had stays where none was. */
export function withNames(rows: readonly CreditRow[], found: Found): CreditRow[] {
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(
      CREDIT_LISTS.map(({ ids, names }) => [
        names,
        row[ids].map((item, k) => found.name(item) || (row[names]?.[k] ?? ''))
      ])
    )
  }));
}
