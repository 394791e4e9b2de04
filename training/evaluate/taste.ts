/** Owns what a newcomer's list says of whether the model has understood their taste, beyond hits (core/metrics). */
import { belowLevel } from '#core/metrics/below-level';
import { netGain } from '#core/metrics/net-gain';
import { seriesCrowding } from '#core/metrics/series-crowding';
import { shareDistance, sharesOf } from '#core/metrics/share-distance';
import { LIKE_STARS } from '#core/rating';
import type { Newcomer } from '../split.ts';
import { DIMENSIONS, type ByDimension, type Dimension, type Facts } from './facts.ts';

const LENGTH = 20;
const GAIN_LENGTH = 10;

/** NaN for what cannot be said of this person. */
export interface Taste {
  /** Share of the top twenty that is predicted below the mean of the revealed ratings. */
  readonly belowOwnMean: number;
  readonly netGain: number;
  /** Most movies of one series among twenty. */
  readonly seriesCrowding: number;
  /** Of the shares of the top twenty from those of the revealed ratings, and for genres of the revealed likes. */
  readonly distance: ByDimension<number>;
  readonly likedGenreDistance: number;
  /** How far the shares of the revealed ratings are from the crowd's. */
  readonly farness: ByDimension<number>;
}

const meanOf = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function tasteOf(
  { items, stars }: Newcomer,
  revealed: number,
  predicted: Float32Array,
  list: Int32Array,
  { kindsOf, seriesOf, crowd }: Facts
): Taste {
  const told = items.subarray(0, revealed);
  const liked = told.filter((_, k) => stars[k]! >= LIKE_STARS);
  const top = list.subarray(0, LENGTH);
  const hidden = new Map<number, number>();
  for (let k = revealed; k < items.length; k++) hidden.set(items[k]!, stars[k]!);
  const each = (measure: (dimension: Dimension) => number): ByDimension<number> =>
    Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, measure(dimension)])) as ByDimension<number>;
  const distanceFrom = (own: Int32Array, dimension: Dimension): number =>
    shareDistance(sharesOf(own, kindsOf[dimension]), sharesOf(top, kindsOf[dimension]));
  return {
    belowOwnMean: belowLevel(list, predicted, meanOf(stars.subarray(0, revealed)), LENGTH),
    netGain: netGain(list, hidden, meanOf(stars), GAIN_LENGTH),
    seriesCrowding: seriesOf ? seriesCrowding(list, seriesOf, LENGTH) : NaN,
    distance: each((dimension) => distanceFrom(told, dimension)),
    likedGenreDistance: distanceFrom(liked, 'genres'),
    farness: each((dimension) => shareDistance(sharesOf(told, kindsOf[dimension]), crowd[dimension]))
  };
}
