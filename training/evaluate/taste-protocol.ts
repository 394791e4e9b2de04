/** Owns the protocol of tastes from data to figures: fit the models without the people held out, judge them and releases. */
import { createVisitorModel } from '#scorer/create-model';
import type { Dataset } from '../dataset.ts';
import type { FitHooks, TrainableModel } from '../models/model.ts';
import { allOrNone } from '../parallel.ts';
import { quantise } from '../release/quantise.ts';
import { splitNewcomers } from '../split.ts';
import { useWasm } from '../tfjs-node.ts';
import type { JudgedRelease } from './protocols.ts';
import { meanOf } from './tables.ts';
import { judgeTastes, tasteMetrics, type KindShare, type TasteMetrics } from './tastes.ts';

/** By name. The personas are the same for all: they are made of the training part of the split. */
export async function evaluateOnTastes(
  full: Dataset,
  models: readonly TrainableModel[],
  releases: readonly JudgedRelease[],
  seed: number,
  hooks: FitHooks = {}
): Promise<ReadonlyMap<string, TasteMetrics>> {
  const { train } = splitNewcomers(full, seed);
  const fitted = await allOrNone(hooks.signal, (signal) =>
    models.map((model, at) => model.fitRelease(train, seed, at === 0 ? { ...hooks, signal } : { signal }))
  );
  const candidates = [
    ...models.map(({ name }, at) => ({ name, bundle: quantise(fitted[at]!.bundle) })),
    ...releases
  ];
  await useWasm();
  const judged = new Map<string, TasteMetrics>();
  for (const { name, bundle } of candidates) {
    const model = await createVisitorModel(bundle);
    judged.set(name, await judgeTastes({ ...model, name }, train, seed, hooks, bundle.catalogue));
    model.dispose();
  }
  return judged;
}

/** The mean over seeds, a kind over those that have it. Errors: those of one seed's personas. */
export function averageTastes(seeds: readonly TasteMetrics[]): TasteMetrics {
  const named = new Map(
    seeds.flatMap(({ kinds }) => kinds.map((of) => [`${of.dimension} ${of.kind}`, of] as const))
  );
  const kinds = Array.from(named.values(), ({ dimension, kind }): KindShare => {
    const same = seeds.flatMap((seed) =>
      seed.kinds.filter((other) => other.dimension === dimension && other.kind === kind)
    );
    const figures = same.map(({ dimension: _dimension, kind: _kind, ...numbers }) => numbers);
    return { dimension, kind, ...meanOf(figures) };
  });
  const opposites = seeds.map(({ oppositesShared10, haterStars10, loverStars10 }) => ({
    oppositesShared10,
    haterStars10,
    loverStars10
  }));
  return tasteMetrics(kinds, meanOf(opposites));
}
