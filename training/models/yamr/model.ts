/**
 * Owns the model `yamr` as training sees it: release and known users. For known users the prediction is one
 * dot product of concatenated vectors: sampled factors, and each user's ridge weights against the features.
 */
import { genreFeatures, joinColumns, popularityFeature, yearFeatures } from '#core/features';
import { clipStars } from '#core/rating';
import { runJob } from '../../parallel.ts';
import { centredRatings } from '../../sparse-ratings.ts';
import { fitBias } from '../bias.ts';
import type { KnownUserPredictor, TrainableModel } from '../model.ts';
import { contentFeatures } from './content.ts';
import { fitYamr } from './fit.ts';
import type { KnownUsers } from './known-users.ts';
import { YAMR_DEFAULTS } from './options.ts';
import type { PartInput } from './part.job.ts';
import { fitUserRidge } from './user-ridge.ts';

export const yamr: TrainableModel = {
  name: 'yamr',
  fitRelease: (dataset, seed, hooks) => fitYamr(dataset, seed, hooks),
  async fitKnownUsers(dataset, seed, { progress, signal } = {}): Promise<KnownUserPredictor> {
    const bias = fitBias(dataset);
    const { mean } = bias;
    const { byUser, byItem } = centredRatings(dataset, mean, dataset.itemCount);
    const popularity = { matrix: popularityFeature(dataset.catalogue), scale: 1 };
    const features = joinColumns([{ matrix: contentFeatures(dataset, seed), scale: 1 }, popularity]);
    const tastes = joinColumns([
      { matrix: genreFeatures(dataset.catalogue), scale: 1 },
      { matrix: yearFeatures(dataset.catalogue), scale: 1 },
      popularity
    ]);
    const weights = fitUserRidge(dataset, bias, tastes, YAMR_DEFAULTS.userRidge);
    progress?.start('Training for known users', 1);
    const { users, items, rank } = await runJob<PartInput, KnownUsers>(
      new URL('./part.job.ts', import.meta.url),
      {
        part: 'known-users',
        seed,
        byUser,
        byItem,
        features,
        gibbs: YAMR_DEFAULTS.knownUsers,
        rank: YAMR_DEFAULTS.ratingRank
      },
      { ...(signal && { signal }), onProgress: (share) => progress?.update(share) }
    );
    progress?.finish();
    return (user, item) => {
      let sampled = mean;
      for (let r = 0; r < rank; r++) sampled += users[user * rank + r]! * items[item * rank + r]!;
      let ridge = mean + bias.userOffset[user]! + bias.itemOffset[item]!;
      for (let j = 0; j < tastes.columns; j++) {
        ridge += weights[user * tastes.columns + j]! * tastes.values[item * tastes.columns + j]!;
      }
      return clipStars(YAMR_DEFAULTS.samplerShare * sampled + (1 - YAMR_DEFAULTS.samplerShare) * ridge);
    };
  }
};
