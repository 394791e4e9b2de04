/**
 * Owns the bias model, r ~ mean + itemOffset + userOffset: the baseline that every rating head is judged
 * against, and the mean that the rating head builds on. Neighbours: `baselines.ts` makes visitors' scores of it.
 */
import type { Profile } from '#core/visitor-model';
import type { Dataset } from '../dataset.ts';

/** Ratings' worth of prior on an offset of zero: offsets are shrunk by n / (n + shrinkage). */
export const ITEM_SHRINKAGE = 3;
export const USER_SHRINKAGE = 5;
const ALTERNATIONS = 12;

export interface Bias {
  /** Mean of the training ratings, in stars. */
  readonly mean: number;
  /** [userCount] float64, in stars. */
  readonly userOffset: Float64Array;
  /** [itemCount] float64, in stars; 0 for a movie without ratings. */
  readonly itemOffset: Float64Array;
}

/**
 * Alternating shrunk means (Koren, Bell and Volinsky 2009, "baseline estimates"): 12 times
 * itemOffset = sum(r - mean - userOffset) / (n + 3), then userOffset = sum(r - mean - itemOffset) / (n + 5).
 * Without ratings the mean is the middle of the half-star scale, 2.75, and every offset 0.
 */
export function fitBias(dataset: Pick<Dataset, 'userCount' | 'itemCount' | 'user' | 'item' | 'stars'>): Bias {
  const { user, item, stars, userCount, itemCount } = dataset;
  const count = stars.length;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += stars[k]!;
  const mean = count > 0 ? sum / count : 2.75;

  const itemSize = new Float64Array(itemCount).fill(ITEM_SHRINKAGE);
  const userSize = new Float64Array(userCount).fill(USER_SHRINKAGE);
  for (let k = 0; k < count; k++) {
    itemSize[item[k]!]!++;
    userSize[user[k]!]!++;
  }
  const userOffset = new Float64Array(userCount);
  const itemOffset = new Float64Array(itemCount);
  for (let alternation = 0; alternation < ALTERNATIONS; alternation++) {
    itemOffset.fill(0);
    for (let k = 0; k < count; k++) itemOffset[item[k]!]! += stars[k]! - mean - userOffset[user[k]!]!;
    for (let i = 0; i < itemCount; i++) itemOffset[i]! /= itemSize[i]!;
    userOffset.fill(0);
    for (let k = 0; k < count; k++) userOffset[user[k]!]! += stars[k]! - mean - itemOffset[item[k]!]!;
    for (let u = 0; u < userCount; u++) userOffset[u]! /= userSize[u]!;
  }
  return { mean, userOffset, itemOffset };
}

/** The offset of somebody new, in stars: sum(r - mean - itemOffset) / (n + 5); 0 for an empty profile. */
export function newcomerOffset(bias: Pick<Bias, 'mean' | 'itemOffset'>, profile: Profile): number {
  let sum = 0;
  for (let k = 0; k < profile.items.length; k++) {
    sum += profile.stars[k]! - bias.mean - bias.itemOffset[profile.items[k]!]!;
  }
  return sum / (profile.items.length + USER_SHRINKAGE);
}
