/**
 * Owns how a release's matrices become the item matrices that scoring uses: the kernel of the rating head, and what the
 * catalogue says of movies that have hardly a rating.
 */
import type { Catalogue } from './catalogue.ts';
import { genreFeatures, joinColumns, languageFeatures, popularityFeature, yearFeatures } from './features.ts';
import { createMatrix, type Matrix } from './tensor.ts';
import type { KernelScales } from './yamr-parameters.ts';

/**
 * The rating head's vectors [N, R + genres + 1 + years + languages + 2]: learnt | genres | year | languages | popularity | 1,
 * each times its scale: inner products of these are the prior covariance of two movies' ratings
 * (RECOMMENDER.md, "Kernel vector of a movie"). The constant last column is the visitor's own offset.
 */
export function ratingVectors(catalogue: Catalogue, learnt: Matrix, scales: KernelScales): Matrix {
  const ones = createMatrix(catalogue.itemCount, 1, new Float32Array(catalogue.itemCount).fill(1));
  return joinColumns([
    { matrix: learnt, scale: scales.learnt },
    { matrix: genreFeatures(catalogue), scale: scales.genres },
    { matrix: yearFeatures(catalogue), scale: scales.year },
    ...(scales.language > 0 ? [{ matrix: languageFeatures(catalogue), scale: scales.language }] : []),
    { matrix: popularityFeature(catalogue), scale: scales.popularity },
    { matrix: ones, scale: scales.offset }
  ]);
}

/** What is known of every movie without its ratings' pattern: genres | year | languages | popularity, [N, C]. */
export function itemContent(catalogue: Catalogue): Matrix {
  return joinColumns([
    { matrix: genreFeatures(catalogue), scale: 1 },
    { matrix: yearFeatures(catalogue), scale: 1 },
    { matrix: languageFeatures(catalogue), scale: 1 },
    { matrix: popularityFeature(catalogue), scale: 1 }
  ]);
}
