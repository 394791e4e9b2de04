/** Owns the flow of `npm run train`: evaluate on held-out people, fit on everybody, write the release and its report. */
import type { Manifest } from '#core/release-format';
import { buildDataset } from './dataset.ts';
import { judgeAblations } from './evaluate/ablations.ts';
import { evaluateOnNewcomers, evaluateOnRatings } from './evaluate/protocols.ts';
import { judgeTastesOf } from './evaluate/tastes.ts';
import type { FitHooks, TrainableModel } from './models/model.ts';
import { modelNamed } from './models/registry.ts';
import type { MovieLensTables } from './movielens/tables.ts';
import { allOrNone } from './parallel.ts';
import { choosePrecision } from './release/quantisation-check.ts';
import { makeRelease, writeMade } from './release/make.ts';
import { versions } from './release/provenance.ts';
import { UNJUDGED_METRICS } from './release/unjudged.ts';
import { collectCard } from './report/card.ts';
import { createPhases } from './report/phases.ts';
import { simulate, tasteTable } from './report/simulations.ts';
import { unjudgedCard } from './report/unjudged-card.ts';
import type { KnownFolder } from './split.ts';
import { useWasm } from './tfjs-node.ts';

/** Encoding of the item matrices where nobody has measured what it costs: the one that loses least. */
const UNJUDGED_DTYPE = 'int8';

/** Trains `model` on everybody and writes a release folder that says that nothing in it was judged. */
export async function trainOnly(
  tables: MovieLensTables,
  model: TrainableModel,
  seed: number,
  directory: string,
  hooks: FitHooks
): Promise<Manifest> {
  const phases = createPhases();
  const dataset = buildDataset(tables);
  const fit = await phases.measure('fit the release', () => model.fitRelease(dataset, seed, hooks));
  await useWasm();
  const made = await makeRelease(fit, dataset, seed, UNJUDGED_DTYPE);
  const about = { ...made.origin, tables, fit, versions: versions(), files: made.files, phases };
  return writeMade(directory, made, dataset, UNJUDGED_METRICS, unjudgedCard(about, UNJUDGED_DTYPE));
}

/** Trains `model`, judges it and writes a release folder; `known` is the folder that protocol A hides ratings of. */
export async function train(
  tables: MovieLensTables,
  model: TrainableModel,
  seed: number,
  directory: string,
  hooks: FitHooks,
  known?: KnownFolder
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
    phases.measure('fit and judge on known users', () =>
      evaluateOnRatings(tables, judged, seed, { signal }, known)
    ),
    phases.measure('leave parts out', () => judgeAblations(variants, newcomers.split)),
    phases.measure('simulate the features', () => simulate(newcomers, model.name, seed)),
    phases.measure('judge tastes', () => judgeTastesOf(newcomers, model.name, seed, { signal }))
  ]);
  await useWasm();
  const made = await makeRelease(fit, dataset, seed, itemDtype);
  const card = collectCard({
    newcomers,
    knownUsers,
    ...(known && { knownUsersOf: known.tables.name }),
    quantisation: { ...quantisation, itemDtype },
    ablations,
    simulations: [tasteTable(tastes), ...(fit.choices ?? []), ...simulations],
    files: made.files,
    phases,
    ...made.origin,
    tables,
    fit,
    versions: versions()
  });
  const { visitors } = tables;
  const metrics = {
    newcomers: newcomers.tables,
    ratings: knownUsers,
    quantisation: quantisation.loss,
    tastes,
    ...(visitors && { visitors })
  };
  return writeMade(directory, made, dataset, metrics, card);
}
