/**
 * Owns what two titles say about two movies: sequels share rare words. It is all there is for movies that
 * hardly anybody has rated. Neighbour: `similar.ts`.
 */

/** Articles, prepositions and numerals of sequels: shared by movies that have nothing to do with each other. */
const COMMON =
  /^(?:the|an?|of|and|in|to|on|for|at|with|my|l[ae]s?|el|los|der|die|das|une?|des?|du|il|parts?|vol|episode|chapter|[ivx]+|\d{1,2})$/;

/** The words of a title that may name a series, without accents, alternative titles and numbering. */
export function titleWords(title: string): string[] {
  const main = title.replace(/\s*\([^)]*\)/g, '');
  const plain = main.normalize('NFD').replace(/\p{M}/gu, '').replace(/['’]/g, '').toLowerCase();
  return [...new Set(plain.match(/[\p{L}\p{N}]+/gu) ?? [])].filter((word) => !COMMON.test(word));
}

/** Adds `weight` times the likeness of every title to one movie's. */
export type TitleLikeness = (itemIndex: number, weight: number, out: Float32Array) => void;

/**
 * Cosine of the titles' words weighted by idf = log(N / movies with the word) (Salton and Buckley 1988), in
 * [0, 1]; a title without words is like none. Through an inverted index: only movies that share a word cost
 * anything.
 */
export function createTitleLikeness(titles: readonly string[]): TitleLikeness {
  const words = titles.map(titleWords);
  const movies = new Map<string, number[]>();
  words.forEach((own, item) => {
    for (const word of own) {
      const found = movies.get(word);
      if (found) found.push(item);
      else movies.set(word, [item]);
    }
  });
  const squaredWeight = (word: string): number => Math.log(titles.length / movies.get(word)!.length) ** 2;
  const lengths = Float64Array.from(words, (own) =>
    Math.sqrt(own.reduce((sum, word) => sum + squaredWeight(word), 0))
  );
  return (item, weight, out) => {
    for (const word of words[item] ?? []) {
      const square = squaredWeight(word);
      if (square === 0) continue;
      for (const other of movies.get(word)!)
        out[other]! += (weight * square) / (lengths[item]! * lengths[other]!);
    }
  };
}
