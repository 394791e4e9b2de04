/** Owns the models that `--model` names. */
import { YamrError } from '#core/errors';
import type { TrainableModel } from './model.ts';
import { ncf } from './ncf/model.ts';
import { yamr } from './yamr/model.ts';

const MODELS: readonly TrainableModel[] = [yamr, ncf];
export const MODEL_NAMES: readonly string[] = MODELS.map(({ name }) => name);
export const DEFAULT_MODEL = yamr.name;

/** Throws `bad-input` for a name that no model has. */
export function modelNamed(name: string): TrainableModel {
  const model = MODELS.find((candidate) => candidate.name === name);
  if (!model)
    throw new YamrError('bad-input', `There is no model "${name}"; there is ${MODEL_NAMES.join(' and ')}.`);
  return model;
}
