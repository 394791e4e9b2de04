/**
 * Owns how strong each part of the rating head's kernel is: chosen on people whom the vectors were not fitted to, because the
 * right scales depend on how much the vectors have learnt. Neighbours: `options.ts` says where the search begins,
 * `calibrate.ts` scales what the chosen head says of its own sureness.
 */
import type { Catalogue } from '#core/catalogue';
import { genreFeatures, languageFeatures, popularityFeature, yearFeatures } from '#core/features';
import { foldIn, type RatingHead } from '#core/rating-head';
import { clipStars } from '#core/rating';
import { createMatrix, dotProduct, type Matrix } from '#core/tensor';
import type { KernelScales } from '#core/yamr-parameters';
import type { Newcomer } from '../../split.ts';

export interface KernelChoice {
  readonly kernel: KernelScales;
  /** Factor on the noise while folding in. */
  readonly noiseScale: number;
}

/** What does not depend on the choice. */
export interface ChoiceInput {
  readonly catalogue: Catalogue;
  /** Learnt parts of every movie: [itemCount], [itemCount], [itemCount, R]. */
  readonly mean: Float32Array;
  readonly residual: Float32Array;
  readonly vectors: Matrix;
  readonly noise: number;
  readonly newcomers: readonly Newcomer[];
}

const REVEALED_COUNTS = [1, 5, 10, 20];
/** More people than this add time, not certainty. */
const PEOPLE_MAX = 300;
/** Hidden ratings of one person that are looked at, so that nobody outweighs a hundred others. */
const HIDDEN_MAX = 100;
const STEP = 1.3;
const PASSES = 2;
/** A part whose scale shrank to this share of where it began does not help: it is left out, with its columns. */
const LEAST_SHARE = 0.1;

/** Movies that the newcomers rated, each once, and the newcomers in rows of these. */
function compact({ mean, residual, newcomers }: ChoiceInput): {
  rows: Int32Array;
  mean: Float32Array;
  residual: Float32Array;
  people: Newcomer[];
} {
  const people = newcomers.slice(0, PEOPLE_MAX);
  const rows = Int32Array.from(new Set(people.flatMap(({ items }) => Array.from(items)))).sort();
  const placeOf = new Map(Array.from(rows, (row, place) => [row, place]));
  return {
    rows,
    mean: Float32Array.from(rows, (row) => mean[row]!),
    residual: Float32Array.from(rows, (row) => residual[row]!),
    people: people.map((person) => ({ ...person, items: person.items.map((row) => placeOf.get(row)!) }))
  };
}

/** Squared error of each person's hidden ratings, the mean over K. */
function errorsOf(head: RatingHead, people: readonly Newcomer[]): Float64Array {
  const { vectors, mean } = head;
  return Float64Array.from(people, ({ items, stars }) => {
    let sum = 0;
    let counts = 0;
    for (const revealed of REVEALED_COUNTS) {
      if (items.length <= revealed) break;
      const shown = { items: items.subarray(0, revealed), stars: stars.subarray(0, revealed) };
      const z = Float32Array.from(foldIn(head, shown).z);
      const end = Math.min(items.length, revealed + HIDDEN_MAX);
      let error = 0;
      for (let k = revealed; k < end; k++) {
        const item = items[k]!;
        const own = dotProduct(vectors.values, item * vectors.columns, z, 0, vectors.columns);
        error += (clipStars(mean[item]! + own) - stars[k]!) ** 2;
      }
      sum += error / (end - revealed);
      counts++;
    }
    return counts > 0 ? sum / counts : 0;
  });
}

/** Whether `after` is better than `before`, by more than the standard error of the paired difference. */
function isBetter(before: Float64Array, after: Float64Array): boolean {
  const n = before.length;
  const gains = before.map((value, k) => value - after[k]!);
  const mean = gains.reduce((sum, value) => sum + value, 0) / n;
  const variance = gains.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1);
  return mean > Math.sqrt(variance / n);
}

/**
 * Coordinate search from `start`: a scale is changed by a factor of 1.3 for as long as that helps these people by more than
 * its standard error. With few people nothing does, and the start stands.
 */
export function chooseKernel(input: ChoiceInput, start: KernelChoice): KernelChoice {
  const { catalogue, noise } = input;
  const { rows, mean, residual, people } = compact(input);
  if (people.length < 2) return start;
  const parts: Readonly<Record<keyof KernelScales, Matrix>> = {
    learnt: input.vectors,
    genres: genreFeatures(catalogue),
    year: yearFeatures(catalogue),
    language: languageFeatures(catalogue),
    popularity: popularityFeature(catalogue),
    offset: createMatrix(catalogue.itemCount, 1, new Float32Array(catalogue.itemCount).fill(1))
  };
  const names = Object.keys(parts) as (keyof KernelScales)[];
  const width = names.reduce((sum, name) => sum + parts[name].columns, 0);
  const judge = ({ kernel, noiseScale }: KernelChoice): Float64Array => {
    const vectors = createMatrix(rows.length, width);
    let first = 0;
    for (const name of names) {
      const { columns, values } = parts[name];
      rows.forEach((row, place) => {
        for (let j = 0; j < columns; j++)
          vectors.values[place * width + first + j] = kernel[name] * values[row * columns + j]!;
      });
      first += columns;
    }
    const calibration = { ratingCounts: [0], factors: [1] };
    return errorsOf({ mean, residual, vectors, noise, noiseScale, calibration }, people);
  };
  const changed = (choice: KernelChoice, name: keyof KernelScales | 'noise', factor: number): KernelChoice =>
    name === 'noise'
      ? { ...choice, noiseScale: choice.noiseScale * factor }
      : { ...choice, kernel: { ...choice.kernel, [name]: choice.kernel[name] * factor } };

  let best = { choice: start, errors: judge(start) };
  for (let pass = 0; pass < PASSES; pass++) {
    for (const name of [...names, 'noise'] as const) {
      for (const factor of [STEP, 1 / STEP]) {
        let moved = false;
        for (;;) {
          const choice = changed(best.choice, name, factor);
          const errors = judge(choice);
          if (!isBetter(best.errors, errors)) break;
          best = { choice, errors };
          moved = true;
        }
        if (moved) break;
      }
    }
  }
  return withoutIdle(best.choice, start);
}

function withoutIdle(choice: KernelChoice, start: KernelChoice): KernelChoice {
  const kernel = { ...choice.kernel };
  for (const name of Object.keys(kernel) as (keyof KernelScales)[])
    if (kernel[name] < LEAST_SHARE * start.kernel[name]) kernel[name] = 0;
  return { ...choice, kernel };
}
