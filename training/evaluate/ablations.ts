/** Owns what each part of a model is worth: its variants (training/models) judged like the model itself. */
import { createVisitorModel } from '#scorer/create-model';
import type { FitHooks, Variant } from '../models/model.ts';
import { inParallel } from '../parallel.ts';
import { quantise } from '../release/quantise.ts';
import type { NewcomerSplit } from '../split.ts';
import { evaluateNewcomers, type NewcomerTable } from './newcomers.ts';

/** A visitor after a first session, and one after a second. */
export const ABLATION_COUNTS: readonly number[] = [5, 20];

export interface Ablation {
  readonly name: string;
  readonly change: string;
  readonly table: NewcomerTable;
}

/** Judges every variant, quantised as a release is. A tfjs backend must be current. */
export async function judgeAblations(
  variants: readonly Variant[],
  { train, newcomers }: NewcomerSplit,
  { progress }: FitHooks = {}
): Promise<Ablation[]> {
  progress?.start('Leaving parts out', variants.length);
  let done = 0;
  const ablations = await inParallel(
    variants.map(({ name, change, make }) => async (): Promise<Ablation> => {
      const model = await createVisitorModel(quantise(await make()));
      const ratingCount = train.catalogue.file.ratingCount;
      const table = await evaluateNewcomers(model, newcomers, ratingCount, ABLATION_COUNTS);
      model.dispose();
      progress?.update(++done);
      return { name, change, table };
    })
  );
  progress?.finish();
  return ablations;
}
