/**
 * Owns the replaced system's network as a deployed model: a release's matrices in, scores out. Plain loops do
 * it: with the movie's half of layer 1 multiplied out no backend is needed. Neighbours: `core/ncf*.ts`.
 */
import { tensorOf, type Bundle } from '#core/bundle';
import { YamrError } from '#core/errors';
import { foldNetwork, scoreItems } from '#core/ncf';
import { createVisitorFitter } from '#core/ncf-visitor';
import type { VisitorModel } from '#core/visitor-model';

/**
 * A bundle that `training/models/ncf` made, as a model; the list is ordered by predicted stars, as in the
 * replaced system. Throws `bad-release` where a matrix or a number is missing.
 */
export function createNcfModel(bundle: Bundle): VisitorModel {
  const { noise, hiddenSizes } = bundle.hyperParameters;
  if (typeof noise !== 'number' || !(noise > 0) || !Array.isArray(hiddenSizes)) {
    throw new YamrError('bad-release', 'The release does not say how its network was trained.');
  }
  const network = foldNetwork(hiddenSizes.length, tensorOf(bundle, 'items'), (name) =>
    tensorOf(bundle, name)
  );
  const mean = tensorOf(bundle, 'users/mean').values;
  const fitter = createVisitorFitter(network, { mean, spread: tensorOf(bundle, 'users/spread'), noise });
  return {
    name: 'ncf',
    itemCount: network.itemCount,
    score: (profiles) =>
      Promise.resolve(
        profiles.map((profile) => {
          const stars = scoreItems(network, fitter.fit(profile));
          return { stars, ranking: stars.slice() };
        })
      ),
    dispose: () => undefined
  };
}
