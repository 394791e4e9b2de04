/** Owns the replaced system's network as training sees it: release and known users. */
import type { TrainableModel } from '../model.ts';
import { fitNcf, type NcfFit, type NcfHooks } from './fit.ts';
import type { FitHooks } from '../model.ts';
import type { Dataset } from '../../dataset.ts';

async function fit(dataset: Dataset, seed: number, { progress, signal }: FitHooks): Promise<NcfFit> {
  progress?.start('Training the replaced network', 1);
  const hooks: NcfHooks = {
    onProgress: (done, total) => progress?.update(done / total),
    ...(signal && { signal })
  };
  const result = await fitNcf(dataset, { seed }, hooks);
  progress?.finish();
  return result;
}

export const ncf: TrainableModel = {
  name: 'ncf',
  async fitRelease(dataset, seed, hooks = {}) {
    const { bundle, history } = await fit(dataset, seed, hooks);
    return { bundle, curves: { 'network (training)': history.map(({ trainLoss }) => trainLoss) } };
  },
  async fitKnownUsers(dataset, seed, hooks = {}) {
    const { predictKnown } = await fit(dataset, seed, hooks);
    return predictKnown;
  }
};
