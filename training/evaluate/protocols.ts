/** Owns the two protocols from tables to figures: split, fit the model and the baselines, judge all alike. */
import type { Bundle } from '#core/bundle';
import type { Catalogue } from '#core/catalogue';
import { createVisitorModel } from '#scorer/create-model';
import type { Dataset } from '../dataset.ts';
import { fitBaselines } from '../models/baselines.ts';
import { fitBias } from '../models/bias.ts';
import type { FitHooks, ReleaseFit, TrainableModel } from '../models/model.ts';
import type { MovieLensTables } from '../movielens/tables.ts';
import { allOrNone } from '../parallel.ts';
import { quantise } from '../release/quantise.ts';
import {
  splitNewcomers,
  splitRatings,
  type KnownFolder,
  type Newcomer,
  type NewcomerSplit
} from '../split.ts';
import { useWasm } from '../tfjs-node.ts';
import { evaluateRatings, knownUserBaselines, pairPredictor, type RatingMetrics } from './known-users.ts';
import { judge, type Judgement } from './judgement.ts';
import type { NewcomerTable } from './newcomers.ts';
import { createPanel } from './panel.ts';

/** A release that is judged as it is. */
export interface JudgedRelease {
  readonly name: string;
  readonly bundle: Bundle;
}

/** The people that models are judged on, numbered by a catalogue. */
export interface Strangers {
  readonly newcomers: readonly Newcomer[];
  readonly catalogue: Catalogue;
}

export interface Judged {
  /** The fitted models, by name, on the training part. */
  readonly fits: ReadonlyMap<string, ReleaseFit>;
  /** By model, baselines and releases included. */
  readonly tables: Readonly<Record<string, NewcomerTable>>;
  readonly judgements: ReadonlyMap<string, Judgement>;
}

export interface NewcomerEvaluation extends Judged {
  readonly split: NewcomerSplit;
}

const ratingsOf = ({ file }: Catalogue): number => file.ratingCount.reduce((sum, count) => sum + count, 0);

/** Of the catalogues of releases that are compared, the one that most ratings stand behind. */
const richest = (releases: readonly JudgedRelease[]): Catalogue | undefined =>
  releases
    .map(({ bundle }) => bundle.catalogue)
    .reduce<Catalogue | undefined>(
      (most, one) => (most && ratingsOf(most) >= ratingsOf(one) ? most : one),
      undefined
    );

async function judgeRelease(
  { name, bundle }: JudgedRelease,
  { newcomers, catalogue }: Strangers,
  reference: Catalogue | undefined,
  hooks: FitHooks
): Promise<Judgement> {
  const model = await createVisitorModel(bundle);
  const panel = createPanel(newcomers, catalogue, bundle.catalogue, reference);
  const judgement = await judge({ ...model, name }, panel, hooks);
  model.dispose();
  return judgement;
}

/**
 * Fits the models and the baselines to `train`, where there is one, and judges them and the releases on the same people. The
 * fitted bundles are quantised as a release is and scored by the code of the browser: the figures are the artefact's.
 */
export async function judgeOn(
  strangers: Strangers,
  train: Dataset | undefined,
  models: readonly TrainableModel[],
  releases: readonly JudgedRelease[],
  seed: number,
  hooks: FitHooks = {}
): Promise<Judged> {
  const judgements = new Map<string, Judgement>();
  const fits = new Map<string, ReleaseFit>();
  const candidates = [...releases];
  if (train) {
    const panel = createPanel(strangers.newcomers, strangers.catalogue, train.catalogue);
    const judgeBaselines = async (signal: AbortSignal): Promise<void> => {
      for (const baseline of fitBaselines(train, seed))
        judgements.set(baseline.name, await judge(baseline, panel, { signal }));
    };
    // Side by side: some fit in threads, some on this one, which judges the baselines meanwhile. The first has the progress bar.
    const [bundles] = await allOrNone(hooks.signal, (signal) => [
      Promise.all(
        models.map((model, at) => model.fitRelease(train, seed, at === 0 ? { ...hooks, signal } : { signal }))
      ),
      judgeBaselines(signal)
    ]);
    models.forEach(({ name }, at) => fits.set(name, bundles[at]!));
    candidates.unshift(...Array.from(fits, ([name, { bundle }]) => ({ name, bundle: quantise(bundle) })));
  }
  await useWasm();
  const reference = train?.catalogue ?? richest(releases);
  for (const candidate of candidates) {
    judgements.set(candidate.name, await judgeRelease(candidate, strangers, reference, hooks));
  }
  const tables = Object.fromEntries([...judgements].map(([name, { table }]) => [name, table]));
  return { fits, tables, judgements };
}

/** Protocol B on people held out of `full`, less those of `met`, user ids, whom a release has met. */
export async function evaluateOnNewcomers(
  full: Dataset,
  models: readonly TrainableModel[],
  seed: number,
  hooks: FitHooks = {},
  releases: readonly JudgedRelease[] = [],
  met: ReadonlySet<number> = new Set()
): Promise<NewcomerEvaluation> {
  const { train, newcomers: heldOut } = splitNewcomers(full, seed);
  const newcomers = heldOut.filter(({ userId }) => !met.has(userId));
  const split = { train, newcomers };
  const strangers = { newcomers, catalogue: train.catalogue };
  return { split, ...(await judgeOn(strangers, train, models, releases, seed, hooks)) };
}

/** Protocol A. The hidden ratings are a share of those of `known`, else of all. */
export async function evaluateOnRatings(
  tables: MovieLensTables,
  models: readonly TrainableModel[],
  seed: number,
  hooks: FitHooks = {},
  known?: KnownFolder
): Promise<Readonly<Record<string, RatingMetrics>>> {
  const { train, test } = splitRatings(tables, seed, undefined, known);
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
