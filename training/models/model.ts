/** Owns what training asks of a model: two ways of fitting, one for each protocol. */
import type { Bundle } from '#core/bundle';
import type { CardTable } from '#core/model-card';
import type { Dataset } from '../dataset.ts';
import type { Progress } from '../progress.ts';

export interface FitHooks {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** A fit with something left out, to say what that is worth. */
export interface Variant {
  /** "without posterior averaging" */
  readonly name: string;
  /** One sentence: what was changed, and how. */
  readonly change: string;
  /** May fit parts again. */
  readonly make: () => Promise<Bundle>;
}

export interface ReleaseFit {
  readonly bundle: Bundle;
  /** Loss or metric by epoch, by name: the report's training curves. */
  readonly curves: Readonly<Record<string, readonly number[]>>;
  /** What was chosen between while fitting, to be told of: tables of the card. */
  readonly choices?: readonly CardTable[];
  /** The report's ablations; absent where the model has none. */
  readonly variants?: readonly Variant[];
}

/** Predicted stars, clipped, of a user that the model was fitted to. */
export type KnownUserPredictor = (userIndex: number, itemIndex: number) => number;

export interface TrainableModel {
  readonly name: string;
  /** Fits what a release carries: scores for people that the training never saw. */
  fitRelease(dataset: Dataset, seed: number, hooks?: FitHooks): Promise<ReleaseFit>;
  /** Fits for known users (protocol A). */
  fitKnownUsers(dataset: Dataset, seed: number, hooks?: FitHooks): Promise<KnownUserPredictor>;
}
