/**
 * Owns the chance that a visitor has seen a movie: popularity, bent by what they said they have and have not
 * seen. `questions.ts` asks for what is likely to get an answer.
 *
 * logit P(seen i) = b_i + f_i.w with w ~ N(0, I): b_i the popularity of watching, f_i what the catalogue says
 * of the movie, each feature times the prior deviation of its weight. w is the mode of the posterior, found
 * by Newton's method (Bishop 2006, Pattern Recognition and Machine Learning, 4.3.3 and 4.4).
 */
import type { Catalogue } from './catalogue.ts';
import { genreFeatures, joinColumns, popularityFeature, yearFeatures } from './features.ts';
import { backwardSolve, choleskyInPlace, forwardSolve } from './linalg.ts';
import { createMatrix, type Matrix } from './tensor.ts';

/** About half of those who rate movies at all have seen the best known one. */
const BEST_KNOWN_CHANCE = 0.5;
/** Prior deviations of the weights, in logits: how much people differ in what, and in how much, they watch. */
const DEVIATIONS = { genres: 1, year: 1.5, popularity: 0.5, habit: 1.2 };
/** The choice of a volunteered movie is compared with these many, the most rated. */
const CHOICE_COUNT = 500;
const NEWTON_STEPS = 8;
/** Weights are of order one: a longer step comes from far away, where a whole one can overshoot. */
const LONGEST_STEP = 2;
const CONVERGED = 1e-4;

export interface SeenModel {
  /** Prior log odds that somebody has seen each movie: [itemCount]. */
  readonly prior: Float64Array;
  /** [itemCount, F]; the last column is the same for all: how much a visitor watches. */
  readonly features: Matrix;
}

/** What a visitor said, as itemIndices. */
export interface SeenAnswers {
  /** Asked about, and seen. */
  readonly seen: readonly number[];
  /** Asked about, and not seen. */
  readonly notSeen: readonly number[];
  /** Rated without having been asked: says what the visitor watches, but not how much. */
  readonly volunteered: readonly number[];
}

/** From the catalogue alone: genres, year, popularity. */
export function createSeenModel(catalogue: Catalogue): SeenModel {
  const { itemCount } = catalogue;
  const ones = createMatrix(itemCount, 1, new Float32Array(itemCount).fill(1));
  const features = joinColumns([
    { matrix: genreFeatures(catalogue), scale: DEVIATIONS.genres },
    { matrix: yearFeatures(catalogue), scale: DEVIATIONS.year },
    { matrix: popularityFeature(catalogue), scale: DEVIATIONS.popularity },
    { matrix: ones, scale: DEVIATIONS.habit }
  ]);
  const { ratingCount } = catalogue.file;
  const most = ratingCount.reduce((max, count) => Math.max(max, count), 1);
  const prior = Float64Array.from(ratingCount, (count) => {
    const chance = (BEST_KNOWN_CHANCE * Math.max(0.5, count)) / most;
    return Math.log(chance / (1 - chance));
  });
  return { prior, features };
}

function logOdds({ prior, features: { columns, values } }: SeenModel, w: Float64Array, item: number): number {
  let sum = prior[item]!;
  for (let j = 0; j < columns; j++) sum += values[item * columns + j]! * w[j]!;
  return sum;
}

/** P(seen) of one movie for a visitor with the weights w. */
export const chanceToHaveSeen = (model: SeenModel, w: Float64Array, item: number): number =>
  1 / (1 + Math.exp(-logOdds(model, w, item)));

/**
 * The visitor's weights w after the answers, [F]: the mode of
 * -|w|^2 / 2 + sum over seen of log p + sum over notSeen of log(1 - p) + (see `addVolunteered`).
 */
export function watchingTaste(model: SeenModel, answers: SeenAnswers): Float64Array {
  const { features } = model;
  const size = features.columns;
  const w = new Float64Array(size);
  const asked = [...answers.seen, ...answers.notSeen];
  if (asked.length + answers.volunteered.length === 0) return w;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const gradient = w.map((value) => -value);
    const hessian = new Float64Array(size * size);
    for (let j = 0; j < size; j++) hessian[j * size + j] = 1;
    asked.forEach((item, k) => {
      const chance = chanceToHaveSeen(model, w, item);
      addRow(features, item, (k < answers.seen.length ? 1 : 0) - chance, gradient);
      addOuter(features.values, item * size, chance * (1 - chance), hessian, size);
    });
    addVolunteered(model, w, answers.volunteered, gradient, hessian);
    choleskyInPlace(hessian, size);
    forwardSolve(hessian, size, gradient);
    backwardSolve(hessian, size, gradient);
    const longest = gradient.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const length = Math.min(1, LONGEST_STEP / longest);
    for (let j = 0; j < size; j++) w[j]! += length * gradient[j]!;
    if (longest < CONVERGED) break;
  }
  return w;
}

/**
 * Movies rated without being asked were chosen among all: the log likelihood is the sum over them of
 * log(o_i / sum_j o_j) with odds o = exp(logit), from which the visitor's habit (the last weight) cancels.
 */
function addVolunteered(
  model: SeenModel,
  w: Float64Array,
  items: readonly number[],
  gradient: Float64Array,
  hessian: Float64Array
): void {
  if (items.length === 0) return;
  const { features, prior } = model;
  const size = features.columns;
  const mean = new Float64Array(size);
  const odds = Float64Array.from({ length: Math.min(CHOICE_COUNT, prior.length) }, (_, item) =>
    Math.exp(logOdds(model, w, item))
  );
  const total = odds.reduce((sum, value) => sum + value, 0);
  odds.forEach((value, item) => {
    const share = value / total;
    addRow(features, item, share, mean);
    addOuter(features.values, item * size, items.length * share, hessian, size);
  });
  addOuter(mean, 0, -items.length, hessian, size);
  for (const item of items) addRow(features, item, 1, gradient);
  for (let j = 0; j < size; j++) gradient[j]! -= items.length * mean[j]!;
}

function addRow({ columns, values }: Matrix, row: number, weight: number, out: Float64Array): void {
  for (let j = 0; j < columns; j++) out[j]! += weight * values[row * columns + j]!;
}

/** Adds weight x x' to the lower triangle of `a` [size, size]; x stands at `offset`. */
function addOuter(
  x: Float32Array | Float64Array,
  offset: number,
  weight: number,
  a: Float64Array,
  size: number
): void {
  for (let j = 0; j < size; j++) {
    const scaled = weight * x[offset + j]!;
    if (scaled === 0) continue;
    for (let k = 0; k <= j; k++) a[j * size + k]! += scaled * x[offset + k]!;
  }
}
