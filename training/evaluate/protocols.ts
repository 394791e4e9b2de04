/** Owns the two protocols from tables to figures: split, fit the model and the baselines, judge all alike. */
import { createVisitorModel } from '#scorer/create-model';
import type { Dataset } from '../dataset.ts';
import { fitBaselines } from '../models/baselines.ts';
import { fitBias } from '../models/bias.ts';
import type { FitHooks, ReleaseFit, TrainableModel } from '../models/model.ts';
import type { MovieLensTables } from '../movielens/tables.ts';
import { allOrNone } from '../parallel.ts';
import { quantise } from '../release/quantise.ts';
import { splitNewcomers, splitRatings, type NewcomerSplit } from '../split.ts';
import { useWasm } from '../tfjs-node.ts';
import { evaluateRatings, knownUserBaselines, pairPredictor, type RatingMetrics } from './known-users.ts';
import { judge, type Judgement } from './judgement.ts';
import type { NewcomerTable } from './newcomers.ts';

export interface NewcomerEvaluation {
  readonly split: NewcomerSplit;
  /** The fitted models, by name, on the split's training part. */
  readonly fits: ReadonlyMap<string, ReleaseFit>;
  /** By model, baselines included. */
  readonly tables: Readonly<Record<string, NewcomerTable>>;
  readonly judgements: ReadonlyMap<string, Judgement>;
}

/**
 * Protocol B. The fitted bundles are quantised as a release is and scored by the code of the browser, so the
 * figures are those of the artefact.
 */
export async function evaluateOnNewcomers(
  full: Dataset,
  models: readonly TrainableModel[],
  seed: number,
  hooks: FitHooks = {}
): Promise<NewcomerEvaluation> {
  const split = splitNewcomers(full, seed);
  const { train, newcomers } = split;
  const judgements = new Map<string, Judgement>();
  const fits = new Map<string, ReleaseFit>();
  const ratingCount = train.catalogue.file.ratingCount;
  for (const baseline of fitBaselines(train, seed)) {
    judgements.set(baseline.name, await judge(baseline, newcomers, ratingCount));
  }
  // Side by side: some fit in threads, some on this one. The first has the progress bar.
  const fitted = await allOrNone(hooks.signal, (signal) =>
    models.map((model, at) => model.fitRelease(train, seed, at === 0 ? { ...hooks, signal } : { signal }))
  );
  await useWasm();
  for (const [at, trainable] of models.entries()) {
    const fit = fitted[at]!;
    fits.set(trainable.name, fit);
    const model = await createVisitorModel(quantise(fit.bundle));
    hooks.progress?.start(`Judging ${trainable.name}`, 0);
    judgements.set(trainable.name, await judge(model, newcomers, ratingCount));
    hooks.progress?.finish();
    model.dispose();
  }
  const tables = Object.fromEntries([...judgements].map(([name, { table }]) => [name, table]));
  return { split, fits, tables, judgements };
}

/** Protocol A. */
export async function evaluateOnRatings(
  tables: MovieLensTables,
  models: readonly TrainableModel[],
  seed: number,
  hooks: FitHooks = {}
): Promise<Readonly<Record<string, RatingMetrics>>> {
  const { train, test } = splitRatings(tables, seed);
  const bias = fitBias(train);
  const results: Record<string, RatingMetrics> = {};
  for (const [name, predict] of Object.entries(knownUserBaselines(train, bias))) {
    results[name] = evaluateRatings(pairPredictor(train, bias, predict), test);
  }
  for (const model of models) {
    const predict = await model.fitKnownUsers(train, seed, hooks);
    results[model.name] = evaluateRatings(pairPredictor(train, bias, predict), test);
  }
  return results;
}
