/** Owns which tags a release shows of each movie: what most people called it. */
import { MOST_TAGS, TAGS_FORMAT_VERSION, type TagsFile } from '#core/tags-file';
import type { Dataset } from '../dataset.ts';

/** Notes to oneself say nothing of the movie. */
const PRIVATE = /netflix|\bdvd|queue|\bown(ed)?\b|\bseen\b|to (see|watch)|watched|library/;

/** The file of a dataset. Ties go to the tag that more movies share, then by the alphabet. */
export function tagsFile({ tags, itemCount }: Dataset): TagsFile {
  const people = new Map<number, Map<string, Set<number>>>();
  for (const { item, tag, userId } of tags) {
    const name = tag.trim().replace(/\s+/g, ' ').toLowerCase();
    if (name === '' || PRIVATE.test(name)) continue;
    const ofItem = people.get(item) ?? new Map<string, Set<number>>();
    people.set(item, ofItem.set(name, (ofItem.get(name) ?? new Set()).add(userId)));
  }
  const movies = new Map<string, number>();
  for (const ofItem of people.values()) {
    for (const name of ofItem.keys()) movies.set(name, (movies.get(name) ?? 0) + 1);
  }
  const chosen = Array.from({ length: itemCount }, (_, item) =>
    [...(people.get(item) ?? [])]
      .sort(
        ([a, { size: peopleA }], [b, { size: peopleB }]) =>
          peopleB - peopleA || (movies.get(b) ?? 0) - (movies.get(a) ?? 0) || (a < b ? -1 : 1)
      )
      .slice(0, MOST_TAGS)
      .map(([name]) => name)
  );
  const names = [...new Set(chosen.flat())].sort();
  const placeOf = new Map(names.map((name, place) => [name, place]));
  return {
    formatVersion: TAGS_FORMAT_VERSION,
    names,
    tags: chosen.map((ofItem) => ofItem.flatMap((name) => placeOf.get(name) ?? []))
  };
}
