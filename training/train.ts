/** Owns the flow of `npm run train`: evaluate on held-out people, fit on everybody, write the release. */
import { execFileSync } from 'node:child_process';
import { YamrError } from '#core/errors';
import type { Manifest } from '#core/release-format';
import { createVisitorModel } from '#scorer/create-model';
import { buildDataset } from './dataset.ts';
import { evaluateNewcomers } from './evaluate/newcomers.ts';
import { evaluateOnNewcomers, evaluateOnRatings, type NewcomerEvaluation } from './evaluate/protocols.ts';
import type { FitHooks, TrainableModel } from './models/model.ts';
import { modelNamed } from './models/registry.ts';
import type { MovieLensTables } from './movielens/tables.ts';
import { makeGolden } from './release/golden.ts';
import {
  quantisationLoss,
  refuseLossyQuantisation,
  type QuantisationLoss
} from './release/quantisation-check.ts';
import { quantise } from './release/quantise.ts';
import { writeRelease } from './release/write.ts';
import { useWasm } from './tfjs-node.ts';

/** The commit that trained, or "unknown" outside a checkout. */
function codeCommit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore']
    }).trim();
  } catch {
    return 'unknown';
  }
}

/** What storing the model at reduced precision costs newcomers, on the same split. */
async function judgeQuantisation(
  { split, fits, tables }: NewcomerEvaluation,
  name: string
): Promise<QuantisationLoss> {
  const fit = fits.get(name);
  const table = tables[name];
  if (!fit || !table) throw new YamrError('internal', `The model ${name} has not been judged.`);
  const full = await createVisitorModel(fit.bundle);
  const precise = await evaluateNewcomers(full, split.newcomers, split.train.catalogue.file.ratingCount);
  full.dispose();
  return quantisationLoss(precise, table);
}

/** Trains `model` and writes a release folder. */
export async function train(
  tables: MovieLensTables,
  model: TrainableModel,
  seed: number,
  directory: string,
  hooks: FitHooks
): Promise<Manifest> {
  const dataset = buildDataset(tables);
  // The replaced system stands in every table.
  const judged = [...new Set([model, modelNamed('ncf')])];
  const newcomers = await evaluateOnNewcomers(dataset, judged, seed, hooks);
  const quantisation = await judgeQuantisation(newcomers, model.name);
  refuseLossyQuantisation(quantisation);
  const ratings = await evaluateOnRatings(tables, judged, seed, hooks);
  const { bundle } = await model.fitRelease(dataset, seed, hooks);
  const artefact = quantise(bundle);
  await useWasm();
  const scorer = await createVisitorModel(artefact);
  const golden = await makeGolden(artefact, scorer, seed);
  scorer.dispose();
  return writeRelease(directory, bundle, {
    dataset,
    seed,
    codeCommit: codeCommit(),
    createdAt: new Date(),
    metrics: { newcomers: newcomers.tables, ratings, quantisation },
    golden
  });
}
