/** Owns the protocol `questions` from data to table: hold newcomers out, fit the model, simulate the questions. */
import { createVisitorModel } from '#scorer/create-model';
import type { Dataset } from '../dataset.ts';
import type { FitHooks, TrainableModel } from '../models/model.ts';
import { quantise } from '../release/quantise.ts';
import { splitNewcomers } from '../split.ts';
import { useWasm } from '../tfjs-node.ts';
import { simulateQuestions, type QuestionTable } from './questions.ts';

/** The split is that of protocol B; the fitted bundle is quantised as a release is. */
export async function evaluateOnQuestions(
  full: Dataset,
  trainable: TrainableModel,
  seed: number,
  hooks: FitHooks = {}
): Promise<QuestionTable> {
  const { train, newcomers } = splitNewcomers(full, seed);
  const { bundle } = await trainable.fitRelease(train, seed, hooks);
  await useWasm();
  const model = await createVisitorModel(quantise(bundle));
  hooks.progress?.start('Asking', 0);
  try {
    return await simulateQuestions(model, bundle.catalogue, newcomers, train, seed);
  } finally {
    hooks.progress?.finish();
    model.dispose();
  }
}
