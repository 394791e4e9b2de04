/** Owns the model `yamr` as training sees it: release and known users. */
import { joinColumns, popularityFeature } from '#core/features';
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

export const yamr: TrainableModel = {
  name: 'yamr',
  fitRelease: (dataset, seed, hooks) => fitYamr(dataset, seed, hooks),
  async fitKnownUsers(dataset, seed, { progress, signal } = {}): Promise<KnownUserPredictor> {
    const { mean } = fitBias(dataset);
    const { byUser, byItem } = centredRatings(dataset, mean);
    const features = joinColumns([
      { matrix: contentFeatures(dataset, seed), scale: 1 },
      { matrix: popularityFeature(dataset.catalogue), scale: 1 }
    ]);
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
      let sum = mean;
      for (let r = 0; r < rank; r++) sum += users[user * rank + r]! * items[item * rank + r]!;
      return clipStars(sum);
    };
  }
};
