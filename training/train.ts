/** Owns the flow of `npm run train`: evaluate on held-out people, fit on everybody, write the release and its report. */
import type { Manifest } from '#core/release-format';
import { createVisitorModel } from '#scorer/create-model';
import { buildDataset } from './dataset.ts';
import { judgeAblations } from './evaluate/ablations.ts';
import { evaluateOnNewcomers, evaluateOnRatings } from './evaluate/protocols.ts';
import { judgeTastesOf } from './evaluate/tastes.ts';
import type { FitHooks, TrainableModel } from './models/model.ts';
import { modelNamed } from './models/registry.ts';
import type { MovieLensTables } from './movielens/tables.ts';
import { allOrNone } from './parallel.ts';
import { makeGolden } from './release/golden.ts';
import { codeCommit, versions } from './release/provenance.ts';
import { choosePrecision } from './release/quantisation-check.ts';
import { creditsFile } from './release/credits.ts';
import { quantise } from './release/quantise.ts';
import { releaseFiles, writeRelease } from './release/write.ts';
import { tagsFile } from './release/tags.ts';
import { collectCard, reportFiles } from './report/card.ts';
import { createPhases } from './report/phases.ts';
import { simulate, tasteTable } from './report/simulations.ts';
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
  const evaluated = await phases.measure('fit and judge on newcomers', () =>
    evaluateOnNewcomers(dataset, judged, seed, hooks)
  );
  const {
    itemDtype,
    quantisation,
    evaluation: newcomers
  } = await phases.measure('choose the precision', () => choosePrecision(evaluated, model.name));
  const variants = newcomers.fits.get(model.name)?.variants ?? [];
  // Side by side, in as many threads as there are cores; the release has the progress bar.
  const [fit, knownUsers, ablations, simulations, tastes] = await allOrNone(hooks.signal, (signal) => [
    phases.measure('fit the release', () => model.fitRelease(dataset, seed, { ...hooks, signal })),
    phases.measure('fit and judge on known users', () => evaluateOnRatings(tables, judged, seed, { signal })),
    phases.measure('leave parts out', () => judgeAblations(variants, newcomers.split)),
    phases.measure('simulate the features', () => simulate(newcomers, model.name, seed)),
    phases.measure('judge tastes', () => judgeTastesOf(newcomers, model.name, seed, { signal }))
  ]);
  await useWasm();
  const bundle = { ...fit.bundle, storage: { ...fit.bundle.storage, itemDtype } };
  const artefact = quantise(bundle);
  const scorer = await createVisitorModel(artefact);
  const golden = await makeGolden(artefact, scorer, seed);
  scorer.dispose();
  const origin = { seed, codeCommit: codeCommit(), createdAt: new Date() };
  const files = releaseFiles(bundle, dataset, golden);
  const measured = {
    newcomers,
    knownUsers,
    quantisation: { ...quantisation, itemDtype },
    ablations,
    simulations: [tasteTable(tastes), ...simulations],
    files,
    phases
  };
  const card = collectCard({ ...measured, ...origin, tables, fit, versions: versions() });
  const { visitors } = tables;
  const metrics = {
    newcomers: newcomers.tables,
    ratings: knownUsers,
    quantisation: quantisation.loss,
    tastes,
    ...(visitors && { visitors })
  };
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
