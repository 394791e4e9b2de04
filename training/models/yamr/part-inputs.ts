/** Owns what the parts of `yamr` are given to learn from one set of people: the rating head's sampler and the three ranking nets. */
import { joinColumns, popularityFeature } from '#core/features';
import { firstRows, type Matrix } from '#core/tensor';
import type { Dataset } from '../../dataset.ts';
import { centredRatings } from '../../sparse-ratings.ts';
import { fitBias, type Bias } from '../bias.ts';
import { contentFeatures } from './content.ts';
import type { YamrOptions } from './options.ts';
import type { PartInput } from './part.job.ts';
import { countRated, trainingRatings } from './training-ratings.ts';

type InputOf<P extends PartInput['part']> = PartInput & { readonly part: P };

export interface PartInputs {
  readonly dataset: Dataset;
  readonly bias: Bias;
  /** The crowd's view: expected stars of each movie, [itemCount]. */
  readonly crowd: Float32Array;
  /** Content without popularity, [itemCount, F]. */
  readonly features: Matrix;
  /** How many movies, the most rated, the nets are trained on, and how many of those keep their vectors. */
  readonly trainedItems: number;
  readonly storedItems: number;
  readonly rating: InputOf<'rating'>;
  readonly setEncoder: InputOf<'set-encoder'>;
  readonly denoiser: InputOf<'denoiser'>;
  readonly linear: InputOf<'linear'>;
}

/** What the sampler is given; it knows as much of a movie's content as `features` say. */
export function ratingInput(
  dataset: Dataset,
  bias: Bias,
  features: Matrix,
  seed: number,
  { gibbs, ratingRank }: YamrOptions
): InputOf<'rating'> {
  const { byUser, byItem } = centredRatings(dataset, bias.mean);
  const rated = firstRows(features, dataset.ratedCount);
  return { part: 'rating', seed, byUser, byItem, features: rated, gibbs, rank: ratingRank };
}

export function partInputs(dataset: Dataset, seed: number, options: YamrOptions): PartInputs {
  const bias = fitBias(dataset);
  const crowd = Float32Array.from(bias.itemOffset, (offset) => bias.mean + offset);
  const features = contentFeatures(dataset, seed);
  const trainedItems = Math.min(countRated(dataset, options.minItemRatings), options.maxTrainedItems);
  const ratings = trainingRatings(dataset, trainedItems);
  const content = joinColumns([
    { matrix: features, scale: 1 },
    { matrix: popularityFeature(dataset.catalogue), scale: 1 }
  ]);
  return {
    dataset,
    bias,
    crowd,
    features,
    trainedItems,
    storedItems: Math.min(
      countRated(dataset, options.minStoredRatings),
      options.maxStoredItems,
      trainedItems
    ),
    rating: ratingInput(dataset, bias, features, seed, options),
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
