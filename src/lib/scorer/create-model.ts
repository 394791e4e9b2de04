/** Owns the step from a release in memory to the model that scores: one name, one constructor. */
import type { Bundle } from '#core/bundle';
import { YamrError } from '#core/errors';
import type { VisitorModel } from '#core/visitor-model';
import { createNcfModel } from './ncf-model.ts';
import { createYamrModel } from './yamr-model.ts';

const CONSTRUCTORS: Readonly<Record<string, (bundle: Bundle) => VisitorModel | Promise<VisitorModel>>> = {
  yamr: (bundle) => createYamrModel(bundle),
  ncf: createNcfModel
};

/** Throws `unknown-format` for a model that this version of YAMR does not know. */
export async function createVisitorModel(bundle: Bundle): Promise<VisitorModel> {
  const create = CONSTRUCTORS[bundle.modelName];
  if (!create) {
    throw new YamrError(
      'unknown-format',
      `This version of YAMR does not know the model "${bundle.modelName}". Update YAMR to use it.`
    );
  }
  return create(bundle);
}
