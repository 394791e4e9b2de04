/**
 * Owns what a visitor likes more than most: the shares of genres, languages and decades among what they like, beside the crowd's.
 * Neighbour: `order.ts` adds it to the value that orders the list.
 */
import type { Catalogue } from './catalogue.ts';
import type { Profile } from './visitor-model.ts';

export const TASTE_DIMENSIONS = ['genres', 'languages', 'decades'] as const;
export type TasteDimension = (typeof TASTE_DIMENSIONS)[number];

/** One way of sorting movies into kinds. */
interface KindTable {
  readonly dimension: TasteDimension;
  readonly names: readonly string[];
  /** The combinations of kinds that movies have, and each movie's: thousands of movies share one. */
  readonly sets: readonly (readonly number[])[];
  readonly setOf: Int32Array;
  /** Share of each kind in what people rate, [kinds]; sums to 1. */
  readonly crowd: Float64Array;
}

/** What is known of a visitor's taste in one dimension. */
export interface Taste {
  readonly dimension: TasteDimension;
  readonly names: readonly string[];
  /** log of the visitor's share over the crowd's, [kinds], in nats. */
  readonly lift: Float64Array;
  /** How far this taste is from the crowd's: Kullback and Leibler's divergence of the shares, nats. The prior keeps it small for few likes. */
  readonly divergence: number;
}

/** How much a rating says that its kind is liked. */
const likeWeight = (stars: number): number => (stars >= 4 ? 1 : stars >= 3.5 ? 0.7 : stars >= 3 ? 0.3 : 0);

/** One number for up to five kinds: thousands of texts take as long as everything else here. */
const keyOf = (kinds: readonly number[]): number | string =>
  kinds.length <= 5 && kinds.every((kind) => kind < 1023)
    ? kinds.reduce((key, kind) => key * 1024 + kind + 1, 0)
    : kinds.join(' ');

function tableOf(
  dimension: TasteDimension,
  names: readonly string[],
  kinds: readonly (readonly number[])[],
  ratingCount: readonly number[]
): KindTable {
  const places = new Map<number | string, number>();
  const sets: (readonly number[])[] = [];
  const crowd = new Float64Array(names.length).fill(1e-9);
  let total = 0;
  const setOf = Int32Array.from(kinds, (own, item) => {
    for (const kind of own) crowd[kind]! += ratingCount[item]! / own.length;
    if (own.length > 0) total += ratingCount[item]!;
    const key = keyOf(own);
    let place = places.get(key);
    if (place === undefined) {
      places.set(key, (place = sets.length));
      sets.push(own);
    }
    return place;
  });
  for (let kind = 0; kind < crowd.length; kind++) crowd[kind]! /= total || 1;
  return { dimension, names, sets, setOf, crowd };
}

export interface Affinity {
  /**
   * The taste of a profile, by dimension: shares (sum of likes of the kind + prior crowd) / (likes + prior), a movie's like divided
   * among its kinds. What is returned gives it whole, or without the rating at a place, in time that does not depend on the ratings.
   */
  tastesOf(profile: Profile, prior: number): (without?: number) => readonly Taste[];
  /** Mean lift of each combination of kinds in a taste, and the combination of each movie. */
  lifts(taste: Taste): { readonly bySet: Float64Array; readonly setOf: Int32Array };
  /** The movie's lift in a taste: the mean over its kinds; 0 where it has none. */
  liftOf(taste: Taste, item: number): number;
  /** The kind of a movie that a taste likes most beyond the crowd; undefined where it has none. */
  kindOf(taste: Taste, item: number): string | undefined;
}

export function createAffinity({ file }: Catalogue): Affinity {
  const firstDecade = 1870;
  const decades = Array.from({ length: 20 }, (_, k) => `${firstDecade + 10 * k}s`);
  const decadeOf = (year: number | null): readonly number[] => {
    const place = year === null ? -1 : Math.floor((year - firstDecade) / 10);
    return decades[place] === undefined ? [] : [place];
  };
  const none: readonly number[] = [];
  const languages = file.languages ?? file.movieId.map(() => none);
  const tables = [
    tableOf('genres', file.genreNames, file.genres, file.ratingCount),
    tableOf('languages', file.languageNames ?? [], languages, file.ratingCount),
    tableOf('decades', decades, file.year.map(decadeOf), file.ratingCount)
  ];
  const tableFor = (dimension: TasteDimension): KindTable => tables[TASTE_DIMENSIONS.indexOf(dimension)]!;
  const mean = (lift: Float64Array, kinds: readonly number[]): number =>
    kinds.length === 0 ? 0 : kinds.reduce((sum, kind) => sum + lift[kind]!, 0) / kinds.length;

  const tasteIn = (
    { dimension, names, sets, setOf, crowd }: KindTable,
    { items, stars }: Profile,
    prior: number
  ): ((without?: number) => Taste) => {
    const likes = crowd.map((share) => prior * share);
    /** Adds or takes away the rating at a place; the weight that it has. */
    const count = (likesOfKind: Float64Array, place: number, sign: 1 | -1): number => {
      const kinds = sets[setOf[items[place]!]!]!;
      const own = likeWeight(stars[place]!);
      if (own === 0 || kinds.length === 0) return 0;
      for (const kind of kinds) likesOfKind[kind]! += (sign * own) / kinds.length;
      return own;
    };
    let weight = 0;
    for (let place = 0; place < items.length; place++) weight += count(likes, place, 1);
    return (without) => {
      const left = without === undefined ? likes : likes.slice();
      const leftWeight = without === undefined ? weight : weight - count(left, without, -1);
      let divergence = 0;
      const lift = left.map((value, kind) => {
        const share = value / (leftWeight + prior);
        const log = Math.log(share / crowd[kind]!);
        divergence += share * log;
        return log;
      });
      return { dimension, names, lift, divergence };
    };
  };
  return {
    tastesOf(profile, prior) {
      const tastes = tables.map((table) => tasteIn(table, profile, prior));
      return (without) => tastes.map((taste) => taste(without));
    },
    lifts({ dimension, lift }) {
      const { sets, setOf } = tableFor(dimension);
      return { bySet: Float64Array.from(sets, (kinds) => mean(lift, kinds)), setOf };
    },
    liftOf({ dimension, lift }, item) {
      const { sets, setOf } = tableFor(dimension);
      return mean(lift, sets[setOf[item]!]!);
    },
    kindOf({ dimension, lift, names }, item) {
      const { sets, setOf } = tableFor(dimension);
      const best = sets[setOf[item]!]!.reduce<number | undefined>(
        (most, kind) => (most === undefined || lift[kind]! > lift[most]! ? kind : most),
        undefined
      );
      return best === undefined ? undefined : names[best];
    }
  };
}
