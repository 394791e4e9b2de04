/** Owns the flow of `npm run train`: evaluate on held-out people, fit on everybody, write the release and its report. */
import type { Manifest } from '#core/release-format';
import { createVisitorModel } from '#scorer/create-model';
import { buildDataset } from './dataset.ts';
import { judgeAblations } from './evaluate/ablations.ts';
import { evaluateOnNewcomers, evaluateOnRatings } from './evaluate/protocols.ts';
import type { FitHooks, TrainableModel } from './models/model.ts';
import { modelNamed } from './models/registry.ts';
import type { MovieLensTables } from './movielens/tables.ts';
import { makeGolden } from './release/golden.ts';
import { codeCommit, versions } from './release/provenance.ts';
import { judgeQuantisation, refuseLossyQuantisation } from './release/quantisation-check.ts';
import { quantise } from './release/quantise.ts';
import { releaseFiles, writeRelease } from './release/write.ts';
import { collectCard, reportFiles } from './report/card.ts';
import { createPhases } from './report/phases.ts';
import { simulate } from './report/simulations.ts';
import { useWasm } from './tfjs-node.ts';

/** Trains `model` and writes a release folder. */
export async function train(
  tables: MovieLensTables,
  model: TrainableModel,
  seed: number,
  directory: string,
  hooks: FitHooks
): Promise<Manifest> {
  const phases = createPhases();
  const dataset = buildDataset(tables);
  // The replaced system stands in every table.
  const judged = [...new Set([model, modelNamed('ncf')])];
  const newcomers = await phases.measure('fit and judge on newcomers', () =>
    evaluateOnNewcomers(dataset, judged, seed, hooks)
  );
  const quantisation = await phases.measure('judge the precision', () =>
    judgeQuantisation(newcomers, model.name)
  );
  refuseLossyQuantisation(quantisation.loss);
  const variants = newcomers.fits.get(model.name)?.variants ?? [];
  const ablations = await phases.measure('leave parts out', () =>
    judgeAblations(variants, newcomers.split, hooks)
  );
  const simulations = await phases.measure('simulate', () => simulate(newcomers, model.name, seed));
  const knownUsers = await phases.measure('fit and judge on known users', () =>
    evaluateOnRatings(tables, judged, seed, hooks)
  );
  const fit = await phases.measure('fit the release', () => model.fitRelease(dataset, seed, hooks));
  await useWasm();
  const artefact = quantise(fit.bundle);
  const scorer = await createVisitorModel(artefact);
  const golden = await makeGolden(artefact, scorer, seed);
  scorer.dispose();
  const origin = { seed, codeCommit: codeCommit(), createdAt: new Date() };
  const files = releaseFiles(fit.bundle, golden);
  const measured = { newcomers, knownUsers, quantisation, ablations, simulations, files, phases };
  const card = collectCard({ ...measured, ...origin, tables, fit, versions: versions() });
  const metrics = { newcomers: newcomers.tables, ratings: knownUsers, quantisation: quantisation.loss };
  return writeRelease(directory, fit.bundle, {
    ...origin,
    dataset,
    metrics,
    golden,
    extra: reportFiles(card)
  });
}
