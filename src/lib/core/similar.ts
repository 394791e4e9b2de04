/**
 * Owns "movies like this one": how alike two movies are, from who watches them, what they are, and whether they belong to one
 * series. What they are called says nothing: "A Quiet Place" and "The Quiet Man" share a word and no story.
 * Neighbour: `training/evaluate/similar.ts` measured the weights.
 */
import type { Catalogue } from './catalogue.ts';
import type { Matrix } from './tensor.ts';

/** Ratings at which a vector is believed by half (as a variance): n / (n + this), for each kind of vector. */
const COMPANY_BELIEF = 20;
const CHARACTER_BELIEF = 5;
/** For movies of one series, and for those with a language in common, where a catalogue says. */
const SERIES_WEIGHT = 1;
const LANGUAGE_WEIGHT = 0.1;

export interface SimilarityVectors {
  /** [at most itemCount, width] each: alike where the same people pick both (the ranking nets' vectors). */
  readonly company: readonly Matrix[];
  /** [itemCount, width]: alike where the same people rate both alike, of like genres and years (the kernel). */
  readonly character: Matrix;
}

/** [rows] factor / length of each row, 0 for a row of zeros: what makes inner products cosines. */
function scales({ rows, columns, values }: Matrix, factors: Float32Array): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => {
    let square = 0;
    for (let k = row * columns; k < (row + 1) * columns; k++) square += values[k]! * values[k]!;
    return square > 0 ? factors[row]! / Math.sqrt(square) : 0;
  });
}

/** out_b += scale_a scale_b v_a . v_b for all movies b that have a vector, where a has one. */
function addProducts(
  { rows, columns, values }: Matrix,
  scale: Float32Array,
  a: number,
  out: Float32Array
): void {
  if (a >= rows) return;
  const query = values.slice(a * columns, (a + 1) * columns);
  for (let j = 0; j < columns; j++) query[j]! *= scale[a]!;
  for (let b = 0, k = 0; b < rows; b++) {
    let [even, odd] = [0, 0];
    let j = 0;
    for (; j + 1 < columns; j += 2, k += 2) {
      even += query[j]! * values[k]!;
      odd += query[j + 1]! * values[k + 1]!;
    }
    if (j < columns) even += query[j]! * values[k++]!;
    out[b]! += scale[b]! * (even + odd);
  }
}

/** Of a movie's kinds, all movies that have one of them too, each once. */
function groups(kinds: readonly (readonly number[])[] | undefined): (itemIndex: number) => Iterable<number> {
  const movies = new Map<number, number[]>();
  kinds?.forEach((own, item) => {
    for (const kind of own) {
      const found = movies.get(kind);
      if (found) found.push(item);
      else movies.set(kind, [item]);
    }
  });
  return (itemIndex) => {
    const own = kinds?.[itemIndex] ?? [];
    const found = own.map((kind) => movies.get(kind)!);
    return found.length === 1 ? found[0]! : new Set(found.flat());
  };
}

/**
 * similarity(a, b) = c_a c_b sum over the company vectors of cos + d_a d_b cos of character + 1 in one series + 0.1 in one language,
 * with c_i = sqrt(n_i / (n_i + 20)), d_i = sqrt((n_i + 1) / (n_i + 6)) and n_i the ratings of movie i.
 *
 * Cosines forget how much a vector is based on, and the vectors of rare movies are mostly chance: c and d are
 * the reliability ratio by which a correlation measured with noise is attenuated (Spearman 1904). They are the
 * popularity damping too: a movie with few ratings is found by its character and its series. The company of
 * popular movies is not damped further. Any movie has neighbours, rated or not. O(itemCount * width).
 */
export function createSimilarity(
  catalogue: Catalogue,
  { company, character }: SimilarityVectors
): (itemIndex: number) => Float32Array {
  const counts = catalogue.file.ratingCount;
  const belief = (prior: number, ratings: number): Float32Array =>
    Float32Array.from(counts, (n) => Math.sqrt((n + prior) / (n + prior + ratings)));
  const parts = [
    ...company.map((matrix) => ({ matrix, scale: scales(matrix, belief(0, COMPANY_BELIEF)) })),
    { matrix: character, scale: scales(character, belief(1, CHARACTER_BELIEF)) }
  ];
  const { series, languages } = catalogue.file;
  const inSeries = groups(series?.map((number) => (number > 0 ? [number] : [])));
  const inLanguage = groups(languages);
  return (itemIndex) => {
    const out = new Float32Array(catalogue.itemCount);
    for (const { matrix, scale } of parts) addProducts(matrix, scale, itemIndex, out);
    for (const other of inSeries(itemIndex)) out[other]! += SERIES_WEIGHT;
    for (const other of inLanguage(itemIndex)) out[other]! += LANGUAGE_WEIGHT;
    return out;
  };
}
