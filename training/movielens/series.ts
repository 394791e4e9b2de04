/**
 * Owns which movies belong to one series: those that Wikidata says (credits.csv), and those whose titles say it by a number or a
 * part behind a shared beginning. A title alone proves nothing: "A Quiet Place" and "The Quiet Man" share a word and no story.
 */
import { closestSeries } from './closest-series.ts';
import type { MovieLensTables } from './tables.ts';
import { titleWords } from './title-words.ts';

/** A "series" of more movies than this is a brand, a studio or a mistake. */
const MOST_PARTS = 40;

/** "Toy Story 2" -> "toy story", "Star Wars: Episode IV" -> "star wars"; the whole title where it names no part. */
export function seriesKey(title: string): { readonly key: string; readonly isPart: boolean } {
  const main = title.replace(/\s*\([^)]*\)\s*$/g, '').replace(/,\s*(the|an?)$/i, '');
  const numbered =
    /^(.{3,}?)[\s,:-]+(?:(?:part|vol\.?|chapter|episode)\s*)?(?:\d{1,2}|[ivx]{1,5})(?:\s*:.*)?$/i.exec(main);
  const parted = /^(.{4,}?):\s+\S/.exec(main);
  const stem = numbered?.[1] ?? parted?.[1];
  return { key: titleWords(stem ?? main).join(' '), isPart: stem !== undefined };
}

/** A number from 1 on for each movie of a series of two or more, 0 for the others, in the order of `movies`. */
export function seriesOf(
  { movies, credits }: Pick<MovieLensTables, 'movies' | 'credits'>,
  titles: readonly string[]
): Int32Array {
  const byMovie = new Map(movies.map(({ movieId }, row) => [movieId, row]));
  const groups = new Map<string, number[]>();
  const join = (key: string, row: number): void => {
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  };
  const said = new Map<number, string>();
  const placeOf = closestSeries(credits ?? []);
  for (const credit of credits ?? []) {
    const row = byMovie.get(credit.movieId);
    const place = placeOf(credit);
    const closest = place === undefined ? undefined : credit.series[place];
    if (row === undefined || closest === undefined) continue;
    said.set(row, closest);
    join(closest, row);
  }
  /** What Wikidata calls the movies of a beginning: a movie that it does not know joins those. */
  const nameOfKey = new Map<string, string>();
  const keys = titles.map(seriesKey);
  for (const [row, id] of said) if (keys[row]!.isPart) nameOfKey.set(keys[row]!.key, id);
  const beginnings = new Map<string, number[]>();
  keys.forEach(({ key }, row) => {
    if (said.has(row) || key.length < 3) return;
    beginnings.set(key, [...(beginnings.get(key) ?? []), row]);
  });
  for (const [key, rows] of beginnings) {
    const parts = rows.filter((row) => keys[row]!.isPart);
    const name = nameOfKey.get(key);
    // One numbered part, and the first one that has no number; remakes of one title are no series.
    if (name !== undefined) for (const row of parts) join(name, row);
    else if (parts.length > 0 && rows.length > 1) for (const row of rows) join(`title ${key}`, row);
  }
  const numbers = new Int32Array(movies.length);
  let next = 1;
  for (const rows of groups.values()) {
    if (rows.length < 2 || rows.length > MOST_PARTS) continue;
    for (const row of rows) numbers[row] = next;
    next++;
  }
  return numbers;
}
