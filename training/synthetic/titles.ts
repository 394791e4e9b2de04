/** Owns the synthetic titles: every form that MovieLens has, since loaders and parsers must take them all. */
import type { Random } from '#core/random';

const FIRST = [
  'Silent',
  'Golden',
  'Last',
  'Hidden',
  'Broken',
  'Distant',
  'Electric',
  'Paper',
  'Winter',
  'Crimson'
];
const SECOND = [
  'River',
  'Garden',
  'Machine',
  'Promise',
  'Harbour',
  'Mirror',
  'Orchestra',
  'Frontier',
  'Letter'
];

/** Titles without their year, and years (null for about one movie in 700, as in MovieLens). */
export function createTitles(
  movieCount: number,
  random: Random
): { readonly titles: readonly string[]; readonly years: readonly (number | null)[] } {
  const pick = (words: readonly string[]): string => words[random.below(words.length)] ?? '';
  const titles = Array.from({ length: movieCount }, (_, movie) => {
    const bare = `${pick(FIRST)} ${pick(SECOND)} ${movie + 1}`;
    const form = random.below(20);
    if (form < 5) return `${bare}, The`;
    if (form === 5) return `${bare}, The (Été ${pick(SECOND)}, L')`;
    if (form === 6) return `"${bare}"`;
    if (form === 7) return `${bare}: Part ${1 + random.below(4)}, Again`;
    return bare;
  });
  // Most movies are young: years fall off backwards from 2018.
  const years = titles.map(() =>
    random.below(700) === 0 ? null : Math.max(1902, 2018 - Math.floor(-22 * Math.log(1 - random.uniform())))
  );
  return { titles, years };
}
