/** Owns what the three ranking nets of `yamr` are given: which movies they learn, from which ratings, with what content. */
import { joinColumns, popularityFeature } from '#core/features';
import { createMatrix, type Matrix } from '#core/tensor';
import type { Dataset } from '../../dataset.ts';
import type { YamrOptions } from './options.ts';
import type { PartInput } from './part.job.ts';
import { countRated, trainingRatings } from './training-ratings.ts';

export const firstRows = ({ columns, values }: Matrix, rows: number): Matrix =>
  createMatrix(rows, columns, values.slice(0, rows * columns));

export interface NetInputs {
  /** How many movies, the most rated, are trained on, and how many of those keep their vectors. */
  readonly trainedItems: number;
  readonly storedItems: number;
  readonly setEncoder: PartInput & { readonly part: 'set-encoder' };
  readonly denoiser: PartInput & { readonly part: 'denoiser' };
  readonly linear: PartInput & { readonly part: 'linear' };
}

/** `crowd` [itemCount]: expected stars of each movie; `features` [itemCount, F]: its content without popularity. */
export function netInputs(
  dataset: Dataset,
  crowd: Float32Array,
  features: Matrix,
  seed: number,
  options: YamrOptions
): NetInputs {
  const trainedItems = Math.min(countRated(dataset, options.minItemRatings), options.maxTrainedItems);
  const ratings = trainingRatings(dataset, trainedItems);
  const content = joinColumns([
    { matrix: features, scale: 1 },
    { matrix: popularityFeature(dataset.catalogue), scale: 1 }
  ]);
  return {
    trainedItems,
    storedItems: Math.min(
      countRated(dataset, options.minStoredRatings),
      options.maxStoredItems,
      trainedItems
    ),
    setEncoder: {
      part: 'set-encoder',
      seed,
      ratings,
      crowd: crowd.slice(0, trainedItems),
      content: firstRows(content, trainedItems),
      options: options.setEncoder
    },
    denoiser: { part: 'denoiser', seed, ratings, options: options.denoiser },
    linear: { part: 'linear', seed, ratings, gains: options.denoiser.gains, options: options.linear }
  };
}
