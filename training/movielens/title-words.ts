/** Owns which words of a title may name a series. Neighbour: `series.ts`. */

/** Articles, prepositions and numerals of sequels: shared by movies that have nothing to do with each other. */
const COMMON =
  /^(?:the|an?|of|and|in|to|on|for|at|with|my|l[ae]s?|el|los|der|die|das|une?|des?|du|il|parts?|vol|episode|chapter|[ivx]+|\d{1,2})$/;

/** The words of a title that may name a series, without accents, alternative titles and numbering. */
export function titleWords(title: string): string[] {
  const main = title.replace(/\s*\([^)]*\)/g, '');
  const plain = main.normalize('NFD').replace(/\p{M}/gu, '').replace(/['’]/g, '').toLowerCase();
  return [...new Set(plain.match(/[\p{L}\p{N}]+/gu) ?? [])].filter((word) => !COMMON.test(word));
}
