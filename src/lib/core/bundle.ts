/**
 * Owns the release in memory: what the trainer makes, the release writer writes, the browser verifies and
 * the scorer scores with. One type on both sides, so that evaluation runs what the visitor runs.
 */
import type { Catalogue } from './catalogue.ts';
import { YamrError } from './errors.ts';
import type { Matrix, TensorDtype } from './tensor.ts';

export interface Bundle {
  readonly modelName: string;
  /** Numbers that the scorer needs and people want to know; JSON values only. */
  readonly hyperParameters: Readonly<Record<string, unknown>>;
  readonly catalogue: Catalogue;
  /** By name; the model that made them knows their shapes. */
  readonly tensors: ReadonlyMap<string, Matrix>;
  /** tfjs layers-model topology (tf.LayersModel.toJSON), where the model has one. */
  readonly topology?: unknown;
  /** What the trainer asks of the release writer; absent in a bundle that was read. */
  readonly storage?: BundleStorage;
}

export interface BundleStorage {
  /** Encoding of the wide item matrices; int4 unless it was found to cost too much (training/release). */
  readonly itemDtype?: TensorDtype;
  /** Matrices that can arrive after the first personal list: until then they are zeros (stage 2). */
  readonly lateTensors?: ReadonlySet<string>;
  /** Matrices with a row a movie, which are delivered in tiers: those of the movies that most people know first. */
  readonly itemTensors?: ReadonlySet<string>;
}

/** A tensor that must be there. Throws `bad-release`. */
export function tensorOf(bundle: Bundle, name: string): Matrix {
  const matrix = bundle.tensors.get(name);
  if (!matrix) throw new YamrError('bad-release', `The release lacks the matrix "${name}".`);
  return matrix;
}
