/**
 * Owns what the model `yamr` is compared with to say what each of its parts is worth: the same fit with one
 * thing left out. Only the rating head is fitted again, where its vectors depend on what is left out.
 */
import type { YamrParameters } from '#core/yamr-parameters';
import type { Dataset } from '../../dataset.ts';
import type { Variant } from '../model.ts';
import { assembleBundle, type FittedParts, type RatingPart } from './assemble.ts';
import type { GibbsOptions } from './gibbs.ts';

/** Fits the rating head again. */
export type RefitRating = (
  gibbs: GibbsOptions,
  withContent: boolean
) => Promise<{ readonly rating: RatingPart; readonly noise: number }>;

export function yamrVariants(
  dataset: Dataset,
  parts: FittedParts,
  parameters: YamrParameters,
  refit: RefitRating
): Variant[] {
  const { ratingHead } = parameters;
  const gibbs = parameters.training['gibbs'] as GibbsOptions;
  const variant = (name: string, change: string, make: Variant['make']): Variant => ({ name, change, make });
  const withHead = (
    head: Partial<YamrParameters['ratingHead']>,
    rating: RatingPart = parts.rating
  ): ReturnType<typeof assembleBundle> =>
    assembleBundle(dataset, { ...parts, rating }, { ...parameters, ratingHead: { ...ratingHead, ...head } });
  const { blend } = parameters.ranking;
  const blended = (change: Partial<typeof blend>): ReturnType<typeof assembleBundle> =>
    assembleBundle(dataset, parts, {
      ...parameters,
      ranking: { ...parameters.ranking, blend: { ...blend, ...change } }
    });
  const [none, all] = [blend.ratingCounts.map(() => 0), blend.ratingCounts.map(() => 1)];

  return [
    variant(
      'without content',
      'The rating head is fitted again without genres, years and tags, in its sampler and in its kernel.',
      async () => {
        const { rating, noise } = await refit(gibbs, false);
        return withHead({ noise, kernel: { ...ratingHead.kernel, genres: 0, year: 0 } }, rating);
      }
    ),
    variant(
      'without posterior averaging',
      'The rating vectors come from one draw of the sampler instead of all.',
      async () => {
        const { rating, noise } = await refit({ ...gibbs, sweeps: gibbs.burnIn + 1 }, true);
        return withHead({ noise }, rating);
      }
    ),
    variant('without calibration', 'The stated deviations are used as the sampler gives them.', () =>
      Promise.resolve(withHead({ scatter: undefined, calibration: { ratingCounts: [0], factors: [1] } }))
    ),
    variant('without the set encoder', 'Denoiser and linear part rank.', () =>
      Promise.resolve(blended({ set: none, history: all }))
    ),
    variant('without the denoiser', 'Set encoder and linear part rank.', () =>
      Promise.resolve(blended({ set: all, history: none }))
    ),
    variant('without the linear part', 'Set encoder and denoiser rank.', () =>
      Promise.resolve(blended({ linear: none }))
    )
  ];
}
