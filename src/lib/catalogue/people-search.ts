/**
 * Owns finding movies by who made them, where the credits of a release have names: "tom hanks", "miyazaki". Made in slices, and
 * only when somebody searches.
 */
import type { CreditsFile } from '#core/credits-file';
import type { MovieId } from '#core/ids';
import { nextTask } from '$lib/scorer/next-task';
import { SLICE_MS } from './grow.ts';
import { wordsOf } from './search-terms.ts';
import { SEGMENT_ROWS, SegmentBuilder, termsFrom, type Segment } from './term-segment.ts';

export interface PeopleSearch {
  /** The movies of the people whose names have all words of a query, those with most movies first; none for a part of one word. */
  find(query: string): readonly MovieId[];
}

/** Of one query: namesakes, and people who share a word. */
const MOST_PEOPLE = 3;

/** Movies by name: a name that directs and acts is one person. */
function* moviesByName({ movieId, directors, directorNames, cast, castNames }: CreditsFile) {
  const movies = new Map<string, Set<MovieId>>();
  for (const [place, id] of movieId.entries()) {
    for (const [numbers, names] of [
      [directors[place], directorNames],
      [cast?.[place], castNames]
    ] as const) {
      for (const number of numbers ?? []) {
        const name = names?.[number];
        if (name === undefined) continue;
        const own = movies.get(name);
        if (own) own.add(id);
        else movies.set(name, new Set([id]));
      }
    }
    yield;
  }
  return movies;
}

/** Undefined where the credits have no names. */
export async function createPeopleSearch(file: CreditsFile): Promise<PeopleSearch | undefined> {
  if (!file.directorNames && !file.castNames) return undefined;
  let endMs = performance.now() + SLICE_MS;
  const pause = async (): Promise<void> => {
    if (performance.now() < endMs) return;
    await nextTask();
    endMs = performance.now() + SLICE_MS;
  };
  const reading = moviesByName(file);
  let step = reading.next();
  for (; !step.done; step = reading.next()) await pause();
  const movies = step.value;
  const names = [...movies.keys()];
  const segments: Segment[] = [];
  for (let from = 0; from < names.length; from += SEGMENT_ROWS) {
    const builder = new SegmentBuilder();
    for (const [row, name] of names.slice(from, from + SEGMENT_ROWS).entries())
      builder.add(row, new Set(wordsOf(name)));
    segments.push(builder.build());
    await pause();
  }

  /** Places in `names` that have every word, the last one perhaps only begun. */
  const having = (words: readonly string[]): number[] =>
    segments.flatMap((segment, place) => {
      const counts = new Uint8Array(SEGMENT_ROWS);
      for (const [k, word] of words.entries()) {
        const isBegun = k > 0 && k === words.length - 1;
        const [first, last] = termsFrom(segment, word, isBegun);
        for (let at = segment.firsts[first]!; at < segment.firsts[last]!; at++) {
          if (counts[segment.rows[at]!] === k) counts[segment.rows[at]!] = k + 1;
        }
      }
      return [...counts.keys()]
        .filter((row) => counts[row] === words.length)
        .map((row) => place * SEGMENT_ROWS + row);
    });

  return {
    find(query) {
      const words = wordsOf(query);
      if (words.length === 0 || (words.length === 1 && words[0]!.length < 4)) return [];
      const own = having(words).map((place) => movies.get(names[place]!) ?? new Set<MovieId>());
      own.sort((a, b) => b.size - a.size);
      return [...new Set(own.slice(0, MOST_PEOPLE).flatMap((all) => [...all]))];
    }
  };
}
