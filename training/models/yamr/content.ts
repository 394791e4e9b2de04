/**
 * Owns the movie features that the model learns from: what the browser can compute from the catalogue
 * (core/features.ts), and the tags that people gave, which only training sees.
 */
import { genreFeatures, joinColumns, languageFeatures, yearFeatures } from '#core/features';
import { createRandom } from '#core/random';
import { createMatrix, type Matrix } from '#core/tensor';
import type { Dataset } from '../../dataset.ts';
import { randomizedSvd } from '../../randomized-svd.ts';

/** Dimensions of the tag features. */
export const TAG_FEATURE_COUNT = 16;

/**
 * Latent semantic analysis of the tags (Deerwester et al. 1990): TF-IDF over tags that at least two movies
 * have, movies normalised, truncated SVD. [itemCount, TAG_FEATURE_COUNT] float32; movies without tags are 0.
 */
export function tagFeatures(dataset: Dataset, seed: number): Matrix {
  const moviesOfTag = new Map<string, Set<number>>();
  for (const { item, tag } of dataset.tags) {
    const key = tag.trim().toLowerCase();
    let movies = moviesOfTag.get(key);
    if (!movies) moviesOfTag.set(key, (movies = new Set()));
    movies.add(item);
  }
  const columns = [...moviesOfTag.values()].filter((movies) => movies.size >= 2);
  const entries: { readonly item: number; readonly column: number; weight: number }[] = [];
  const squares = new Float64Array(dataset.itemCount);
  columns.forEach((movies, column) => {
    const weight = Math.log(dataset.itemCount / movies.size);
    for (const item of movies) {
      entries.push({ item, column, weight });
      squares[item]! += weight * weight;
    }
  });
  // A tag that every movie has weighs 0, and may be a movie's only one.
  for (const entry of entries) entry.weight /= Math.sqrt(squares[entry.item]!) || 1;
  if (columns.length === 0) return createMatrix(dataset.itemCount, TAG_FEATURE_COUNT);
  const reduced = randomizedSvd(
    {
      rows: dataset.itemCount,
      columns: columns.length,
      multiply(x, y) {
        y.fill(0);
        for (const { item, column, weight } of entries) y[item]! += weight * x[column]!;
      },
      multiplyTransposed(y, x) {
        x.fill(0);
        for (const { item, column, weight } of entries) x[column]! += weight * y[item]!;
      }
    },
    TAG_FEATURE_COUNT,
    createRandom(seed).fork('tags')
  );
  return createMatrix(dataset.itemCount, TAG_FEATURE_COUNT, Float32Array.from(reduced));
}

/** Genres, year, languages and tags side by side: [itemCount, genreCount + 1 + 12 + languages + 16] float32. */
export function contentFeatures(dataset: Dataset, seed: number): Matrix {
  return joinColumns([
    { matrix: genreFeatures(dataset.catalogue), scale: 1 },
    { matrix: yearFeatures(dataset.catalogue), scale: 1 },
    { matrix: languageFeatures(dataset.catalogue), scale: 1 },
    { matrix: tagFeatures(dataset, seed), scale: 1 }
  ]);
}
