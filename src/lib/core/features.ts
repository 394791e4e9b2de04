/**
 * Owns what the model knows of a movie before anybody has rated it: genres, year, languages, popularity, computed from
 * the catalogue's facts. Shared by training and the browser, so that these vectors need no bytes in a release.
 */
import type { Catalogue } from './catalogue.ts';
import { createMatrix, type Matrix } from './tensor.ts';

/** Centres and widths, in years, of the Gaussian bumps over the release year (RECOMMENDER.md, rating head). */
const YEAR_CENTRES = [1930, 1950, 1965, 1975, 1983, 1989, 1994, 1999, 2004, 2009, 2014, 2018];
const YEAR_WIDTHS = [15, 12, 10, 8, 6, 5, 4, 4, 4, 4, 4, 4];
export const YEAR_FEATURE_COUNT = YEAR_CENTRES.length;

/** Computed once a catalogue: three parts of the scorer start from the same features. Nobody writes into them. */
function onceEach(compute: (catalogue: Catalogue) => Matrix): (catalogue: Catalogue) => Matrix {
  const known = new WeakMap<Catalogue, Matrix>();
  return (catalogue) => {
    const matrix = known.get(catalogue) ?? compute(catalogue);
    known.set(catalogue, matrix);
    return matrix;
  };
}

/** Scales each row to Euclidean length 1; rows of zeros stay. */
export function normaliseRows(matrix: Matrix): Matrix {
  const { rows, columns, values } = matrix;
  for (let row = 0; row < rows; row++) {
    let square = 0;
    for (let k = row * columns; k < (row + 1) * columns; k++) square += values[k]! * values[k]!;
    if (square === 0) continue;
    const scale = 1 / Math.sqrt(square);
    for (let k = row * columns; k < (row + 1) * columns; k++) values[k]! *= scale;
  }
  return matrix;
}

/** [itemCount, genreCount + 1] float32: genre flags of unit length; the last column is "no genres listed". */
export const genreFeatures = onceEach((catalogue) => {
  const columns = catalogue.file.genreNames.length + 1;
  const matrix = createMatrix(catalogue.itemCount, columns);
  const { values } = matrix;
  catalogue.file.genres.forEach((genres, row) => {
    if (genres.length === 0) values[row * columns + columns - 1] = 1;
    for (const genre of genres) values[row * columns + genre] = 1;
  });
  return normaliseRows(matrix);
});

/** The bumps at one year, of unit length: [1, YEAR_FEATURE_COUNT]. */
function bumps(year: number): Float32Array {
  const row = YEAR_CENTRES.map((centre, k) => {
    const distance = (year - centre) / YEAR_WIDTHS[k]!;
    return Math.exp(-0.5 * distance * distance);
  });
  return normaliseRows(createMatrix(1, YEAR_FEATURE_COUNT, Float32Array.from(row))).values;
}

/** 2000 where no year is known. */
export function medianYear(years: readonly (number | null)[]): number {
  const known = years.filter((year) => year !== null).sort((a, b) => a - b);
  return known[known.length >> 1] ?? 2000;
}

/** [itemCount, YEAR_FEATURE_COUNT] float32 of unit length; an unknown year counts as the median year. */
export const yearFeatures = onceEach((catalogue) => {
  const median = catalogue.file.standard?.medianYear ?? medianYear(catalogue.file.year);
  const matrix = createMatrix(catalogue.itemCount, YEAR_FEATURE_COUNT);
  // A catalogue has a hundred years at most.
  const byYear = new Map<number, Float32Array>();
  catalogue.file.year.forEach((year, row) => {
    const own = year ?? median;
    const values = byYear.get(own) ?? bumps(own);
    byYear.set(own, values);
    matrix.values.set(values, row * YEAR_FEATURE_COUNT);
  });
  return matrix;
});

/**
 * [itemCount, featured languages + 1] float32: language flags of unit length, the last column for all other languages; zeros
 * where no language is known. No columns in a catalogue without featured languages.
 */
export const languageFeatures = onceEach((catalogue) => {
  const { languages = [], standard } = catalogue.file;
  const featured = standard?.featuredLanguages ?? 0;
  const columns = featured > 0 ? featured + 1 : 0;
  const matrix = createMatrix(catalogue.itemCount, columns);
  if (columns === 0) return matrix;
  languages.forEach((own, row) => {
    for (const language of own) matrix.values[row * columns + Math.min(language, featured)] = 1;
  });
  return normaliseRows(matrix);
});

/** Mean and deviation of log(1 + rating count), which the popularity of a movie is measured against. */
export function logCountStandard(ratingCount: readonly number[]): { mean: number; deviation: number } {
  const logs = ratingCount.map((count) => Math.log1p(count));
  const mean = logs.reduce((sum, value) => sum + value, 0) / Math.max(1, logs.length);
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, logs.length);
  return { mean, deviation: Math.max(Math.sqrt(variance), 1e-6) };
}

/**
 * [itemCount, 1] float32: log(1 + rating count), standardised by the catalogue's standard or, in releases without one, over
 * the catalogue.
 */
export const popularityFeature = onceEach((catalogue) => {
  const { ratingCount, standard } = catalogue.file;
  const { mean, deviation } = standard
    ? { mean: standard.logCountMean, deviation: standard.logCountDeviation }
    : logCountStandard(ratingCount);
  return createMatrix(
    ratingCount.length,
    1,
    Float32Array.from(ratingCount, (count) => (Math.log1p(count) - mean) / deviation)
  );
});

/** Puts matrices of equal row count side by side, each times its scale. */
export function joinColumns(parts: readonly { readonly matrix: Matrix; readonly scale: number }[]): Matrix {
  const rows = parts[0]?.matrix.rows ?? 0;
  const columns = parts.reduce((sum, part) => sum + part.matrix.columns, 0);
  const joined = createMatrix(rows, columns);
  let offset = 0;
  for (const { matrix, scale } of parts) {
    const { columns: own, values } = matrix;
    for (let row = 0, from = 0, to = offset; row < rows; row++, from += own, to += columns)
      for (let k = 0; k < own; k++) joined.values[to + k] = scale * values[from + k]!;
    offset += own;
  }
  return joined;
}
