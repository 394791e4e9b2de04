/** Owns the step from a fit to a release folder: precision, golden cases, the files and what stands beside them. */
import type { Bundle } from '#core/bundle';
import type { ModelCard } from '#core/model-card';
import type { Manifest } from '#core/release-format';
import type { TensorDtype } from '#core/tensor';
import { createVisitorModel } from '#scorer/create-model';
import type { Dataset } from '../dataset.ts';
import type { ReleaseFit } from '../models/model.ts';
import { reportFiles } from '../report/card.ts';
import { creditsFile } from './credits.ts';
import { makeGolden } from './golden.ts';
import { codeCommit } from './provenance.ts';
import { quantise } from './quantise.ts';
import { tagsFile } from './tags.ts';
import { releaseFiles, writeRelease } from './write.ts';

export interface MadeRelease {
  readonly bundle: Bundle;
  readonly golden: Awaited<ReturnType<typeof makeGolden>>;
  readonly files: ReturnType<typeof releaseFiles>;
  readonly origin: { readonly seed: number; readonly codeCommit: string; readonly createdAt: Date };
}

/** The files of a fit at a precision, and the golden cases of what they hold. A tfjs backend must be current. */
export async function makeRelease(
  fit: ReleaseFit,
  dataset: Dataset,
  seed: number,
  itemDtype: TensorDtype
): Promise<MadeRelease> {
  const bundle = { ...fit.bundle, storage: { ...fit.bundle.storage, itemDtype } };
  const artefact = quantise(bundle);
  const scorer = await createVisitorModel(artefact);
  const golden = await makeGolden(artefact, scorer, seed);
  scorer.dispose();
  const origin = { seed, codeCommit: codeCommit(), createdAt: new Date() };
  return { bundle, golden, files: releaseFiles(bundle, dataset, golden), origin };
}

/** Writes the release folder, with its card as data and as a page. */
export function writeMade(
  directory: string,
  { bundle, golden, origin }: MadeRelease,
  dataset: Dataset,
  metrics: Record<string, unknown>,
  card: ModelCard
): Promise<Manifest> {
  const credits = creditsFile(dataset);
  return writeRelease(directory, bundle, {
    ...origin,
    dataset,
    metrics,
    golden,
    extra: [
      ...reportFiles(card),
      { path: 'tags.json', role: 'tags', content: JSON.stringify(tagsFile(dataset)) },
      ...(credits
        ? [{ path: 'credits.json', role: 'credits' as const, content: JSON.stringify(credits) }]
        : [])
    ]
  });
}
