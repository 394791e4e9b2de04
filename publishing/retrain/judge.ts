/** Owns gathering what the gate wants to know of a trained release folder. Figures come from its manifest, the rest is measured. */
import type { Manifest } from '#core/release-format';
import { createVisitorModel } from '#scorer/create-model';
import { selfTest } from '#scorer/self-test';
import { buildDataset } from '#training/dataset';
import { evaluateOnNewcomers } from '#training/evaluate/protocols';
import { judgeTastesOf } from '#training/evaluate/tastes';
import type { FitHooks, TrainableModel } from '#training/models/model';
import type { MovieLensTables } from '#training/movielens/tables';
import { folderSource } from '#training/release/folder';
import { readReleaseFolder } from '#training/release/read';
import { RELEASE_BUDGETS, releaseKb } from '#training/release/size-budgets';
import { useWasm } from '#training/tfjs-node';
import { figuresOf, releaseFigures, type Figures, type TasteFigures } from './figures.ts';
import type { GateEvidence } from './gate.ts';
import { countRatings, type Visitor } from './visitors.ts';

export interface Reference {
  readonly figures: Figures;
  readonly tastes: TasteFigures;
}

/** The recipe in use, fitted without the visitors and judged on the people that the new model is judged on. */
export async function judgeReference(
  movieLens: MovieLensTables,
  recipe: TrainableModel,
  seed: number,
  hooks: FitHooks
): Promise<Reference> {
  const evaluation = await evaluateOnNewcomers(buildDataset(movieLens), [recipe], seed, hooks);
  return {
    figures: figuresOf(evaluation.tables[recipe.name] ?? {}),
    tastes: await judgeTastesOf(evaluation, recipe.name, seed, hooks)
  };
}

export interface Trained {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly movieLens: MovieLensTables;
  readonly visitors: readonly Visitor[];
  readonly reference: Reference;
  /** Of the release in use. */
  readonly inUse: Manifest | undefined;
}

export async function gatherEvidence(trained: Trained): Promise<GateEvidence> {
  const { folder, manifest, movieLens, visitors, reference, inUse } = trained;
  const own = releaseFigures(manifest);
  const before = inUse && releaseFigures(inUse);
  // What stands on the disk, read as a browser reads it.
  const { bundle, golden } = await readReleaseFolder(folder);
  await useWasm();
  const model = await createVisitorModel(bundle);
  const test = await selfTest(model, bundle.catalogue, golden);
  model.dispose();
  const source = folderSource(folder);
  const sizes = await Promise.all(
    RELEASE_BUDGETS.map(async (budget) => ({
      what: budget.what,
      limitKb: budget.limitKb,
      kb: await releaseKb(manifest.files, budget, (path) => source.read(path))
    }))
  );
  const isSamePeople = before !== undefined && before.judgedOn === own?.judgedOn;
  const movieLensRatings = movieLens.ratings.stars.length;
  return {
    figures: own?.figures ?? [],
    reference: reference.figures,
    inUse: isSamePeople ? before.figures : undefined,
    tastes: {
      own: own?.tastes,
      reference: reference.tastes,
      inUse: isSamePeople ? before.tastes : undefined
    },
    quantisation: own?.quantisation ?? { rmse: NaN, ndcg10: NaN },
    golden: test,
    sizes,
    data: {
      ratings: movieLensRatings + countRatings(visitors),
      movieLensRatings,
      ratingsInUse: inUse?.dataset.ratings,
      largestVisitor: visitors.reduce((most, { length }) => Math.max(most, length), 0)
    }
  };
}
