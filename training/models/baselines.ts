/**
 * Owns the baselines that stand in every quality table: recommenders that a page could be served from without
 * a model. Each is a `VisitorModel`, so evaluation treats them like the models. Neighbour: `bias.ts`.
 */
import { createRandom } from '#core/random';
import { clipStars } from '#core/rating';
import type { Profile, Scores, VisitorModel } from '#core/visitor-model';
import type { Dataset } from '../dataset.ts';
import { fitBias, newcomerOffset, type Bias } from './bias.ts';

/** Ratings' worth of the global mean in a movie's mean: for the predicted stars, and (stricter) for ordering. */
const MOVIE_MEAN_SHRINKAGE = 5;
const MOVIE_MEAN_ORDER_SHRINKAGE = 20;

/** A model that scores one profile at a time and holds nothing but JavaScript memory. */
function baseline(name: string, itemCount: number, scoreOne: (profile: Profile) => Scores): VisitorModel {
  return {
    name,
    itemCount,
    score: (profiles) => Promise.resolve(profiles.map(scoreOne)),
    dispose: () => undefined
  };
}

/** Mean of every movie, (sum + shrinkage * mean) / (n + shrinkage), in stars, [itemCount]. */
export function movieMeans(dataset: Dataset, mean: number, shrinkage: number): Float32Array {
  const sums = new Float64Array(dataset.itemCount).fill(shrinkage * mean);
  for (let k = 0; k < dataset.stars.length; k++) sums[dataset.item[k]!]! += dataset.stars[k]!;
  return Float32Array.from(sums, (sum, i) => sum / (dataset.catalogue.file.ratingCount[i]! + shrinkage));
}

/** Everybody rates everything with the mean of all ratings; all movies tie in the ranking. */
export function globalMeanModel(dataset: Dataset, bias: Bias): VisitorModel {
  const { itemCount } = dataset;
  return baseline('global-mean', itemCount, () => ({
    stars: new Float32Array(itemCount).fill(bias.mean),
    ranking: new Float32Array(itemCount)
  }));
}

/** The movie's mean shrunk by 5 ratings; ordered by the mean shrunk by 20, as rarities would come first. */
export function movieMeanModel(dataset: Dataset, bias: Bias): VisitorModel {
  const stars = movieMeans(dataset, bias.mean, MOVIE_MEAN_SHRINKAGE);
  const ranking = movieMeans(dataset, bias.mean, MOVIE_MEAN_ORDER_SHRINKAGE);
  return baseline('movie-mean', dataset.itemCount, () => ({
    stars: stars.slice(),
    ranking: ranking.slice()
  }));
}

/** mean + itemOffset + the newcomer's offset, clipped to the scale, [itemCount]. */
function biasStars(bias: Bias, profile: Profile): Float32Array {
  const level = bias.mean + newcomerOffset(bias, profile);
  // A plain loop: `from` with a function costs 88,044 movies more than the model's own scores.
  const stars = new Float32Array(bias.itemOffset.length);
  for (let item = 0; item < stars.length; item++) stars[item] = clipStars(level + bias.itemOffset[item]!);
  return stars;
}

/** The bias baseline: stars as `biasStars`, ordered by the movies' offsets (the same list for everybody). */
export function biasModel(dataset: Dataset, bias: Bias): VisitorModel {
  // Not by the clipped stars: clipping would tie the best movies of a generous visitor.
  const ranking = Float32Array.from(bias.itemOffset);
  return baseline('bias', dataset.itemCount, (profile) => ({
    stars: biasStars(bias, profile),
    ranking: ranking.slice()
  }));
}

/** Ordered by the number of likes in the training part; stars of the bias baseline. */
export function popularityModel(dataset: Dataset, bias: Bias): VisitorModel {
  const likes = Float32Array.from(dataset.catalogue.file.likeCount);
  return baseline('popularity', dataset.itemCount, (profile) => ({
    stars: biasStars(bias, profile),
    ranking: likes.slice()
  }));
}

/** Ordered by the number of ratings in the training part; stars of the bias baseline. */
export function mostRatedModel(dataset: Dataset, bias: Bias): VisitorModel {
  const counts = Float32Array.from(dataset.catalogue.file.ratingCount);
  return baseline('most-rated', dataset.itemCount, (profile) => ({
    stars: biasStars(bias, profile),
    ranking: counts.slice()
  }));
}

/** A fresh random order for every profile, in a sequence that the seed decides; stars of the bias baseline. */
export function randomModel(dataset: Dataset, bias: Bias, seed: number): VisitorModel {
  const random = createRandom(seed).fork('random-baseline');
  return baseline('random', dataset.itemCount, (profile) => {
    const ranking = new Float32Array(dataset.itemCount);
    for (let item = 0; item < ranking.length; item++) ranking[item] = random.uniform();
    return { stars: biasStars(bias, profile), ranking };
  });
}

/** All baselines of a quality table, sharing one bias fit. */
export function fitBaselines(
  dataset: Dataset,
  seed = 0,
  bias: Bias = fitBias(dataset)
): readonly VisitorModel[] {
  return [
    globalMeanModel(dataset, bias),
    movieMeanModel(dataset, bias),
    biasModel(dataset, bias),
    popularityModel(dataset, bias),
    mostRatedModel(dataset, bias),
    randomModel(dataset, bias, seed)
  ];
}
