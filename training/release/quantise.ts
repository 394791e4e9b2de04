/**
 * Owns which precision each matrix has in a release, and the bundle as it will be read back: evaluation and
 * golden cases use that one, so that figures and lists are those of the artefact.
 */
import type { Bundle } from '#core/bundle';
import { decodeMatrix, encodeMatrix, type Matrix, type TensorDtype } from '#core/tensor';

/** Below this many values a matrix is kept at float32: it would save nothing that is felt. */
const SMALL = 1024;

/**
 * `itemDtype` for wide item matrices, float16 for columns of facts and dense layers, float32 for what is small.
 * int4 by default: the noise of one number in 15 levels averages out over the numbers of a vector (ARCHITECTURE.md
 * has the measurement). Judged by metrics, not by weights (RECOMMENDER.md, trap 9).
 */
export function dtypeFor({ rows, columns }: Matrix, itemDtype: TensorDtype = 'int4'): TensorDtype {
  if (rows * columns < SMALL) return 'float32';
  return columns >= 16 && rows > 256 ? itemDtype : 'float16';
}

/** The bundle after a round trip through the release's encoding. */
export function quantise(bundle: Bundle): Bundle {
  const tensors = new Map(
    [...bundle.tensors].map(([name, matrix]) => {
      const dtype = dtypeFor(matrix, bundle.storage?.itemDtype);
      return [name, decodeMatrix(encodeMatrix(matrix, dtype), matrix.rows, matrix.columns, dtype)];
    })
  );
  return { ...bundle, tensors };
}
