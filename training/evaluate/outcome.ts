/** Owns what the scores of one newcomer give at one number of revealed ratings: predictions beside ratings, lists beside likes. */
import { listItems } from '#core/list';
import { overlap } from '#core/metrics/overlap';
import { LIKE_STARS } from '#core/rating';
import type { ItemKnowledge, Profile, Scores } from '#core/visitor-model';
import { meanStars } from '../score/score.ts';
import type { Newcomer } from '../split.ts';
import type { Panel } from './panel.ts';
import { tasteOf, type Taste } from './taste.ts';

export const LIST_LENGTH = 20;
const MIRROR_LENGTH = 10;

/** A list and the hidden likes that it should hold. */
export interface Listed {
  readonly list: Int32Array;
  readonly relevant: ReadonlySet<number>;
}

export interface NewcomerOutcome {
  /** Of the hidden ratings, parallel. A movie that the catalogue lacks is predicted as `npm run score` does. */
  readonly predicted: readonly number[];
  readonly actual: readonly number[];
  /** NaN for a movie that the catalogue lacks; empty where the model states no uncertainty. */
  readonly deviation: readonly number[];
  /** Parallel: 1 where the catalogue lacks the movie. Then how many of them, and of `relevant`, it lacks. */
  readonly lacking: Uint8Array;
  readonly unknown: number;
  readonly unknownLikes: number;
  /** The first LIST_LENGTH items of the list; null without a hidden like. */
  readonly list: Int32Array | null;
  /** The hidden likes, those included that no list of this catalogue can hold. */
  readonly relevant: ReadonlySet<number>;
  /** The same without the most liked movies, in the list and among the likes; null without such a like. */
  readonly tail: Listed | null;
  /** Absent where the facts of the movies are not at hand. */
  readonly taste?: Taste;
  /** Share of the top ten in common with the list of the person's mirror, where that was scored. */
  readonly mirrorOverlap?: number;
}

/** The first `revealed` ratings, those that the catalogue knows: what the model is told. */
export function revealedProfile({ items, stars }: Newcomer, revealed: number, itemCount: number): Profile {
  const isKnown = (k: number): boolean => items[k]! < itemCount;
  return {
    items: items.slice(0, revealed).filter((_, k) => isKnown(k)),
    stars: stars.slice(0, revealed).filter((_, k) => isKnown(k))
  };
}

/** What the app shows by default, re-ranking included, to somebody who has rated `shown`. */
export const listFor = (
  { ranking }: Scores,
  knowledge: ItemKnowledge | undefined,
  exclude: (item: number) => boolean
): Int32Array => listItems(ranking, LIST_LENGTH, exclude, knowledge);

export function outcomeOf(
  newcomer: Newcomer,
  revealed: number,
  scores: Scores,
  knowledge: ItemKnowledge | undefined,
  { itemCount, mostLiked, facts }: Pick<Panel, 'itemCount' | 'mostLiked'> & Partial<Panel>
): NewcomerOutcome {
  const { items, stars } = newcomer;
  const hidden = items.subarray(revealed);
  const liked = hidden.filter((_, k) => stars[revealed + k]! >= LIKE_STARS);
  const shown = new Set(items.subarray(0, revealed));
  const isUnknown = (item: number): boolean => item >= itemCount;
  const elsewhere = hidden.some(isUnknown) ? meanStars(scores) : NaN;
  const { deviationOf } = scores;
  const list =
    facts || liked.length > 0 ? listFor(scores, knowledge, (item) => shown.has(item)) : new Int32Array();
  const tailLikes = liked.filter((item) => !mostLiked.has(item));
  return {
    predicted: Array.from(hidden, (item) => (isUnknown(item) ? elsewhere : scores.stars[item]!)),
    actual: Array.from(stars.subarray(revealed)),
    deviation: deviationOf ? Array.from(hidden, (item) => (isUnknown(item) ? NaN : deviationOf(item))) : [],
    lacking: Uint8Array.from(hidden, (item) => Number(isUnknown(item))),
    unknown: hidden.filter(isUnknown).length,
    unknownLikes: liked.filter(isUnknown).length,
    list: liked.length > 0 ? list : null,
    relevant: new Set(liked),
    tail:
      mostLiked.size > 0 && tailLikes.length > 0
        ? {
            list: listFor(scores, knowledge, (item) => shown.has(item) || mostLiked.has(item)),
            relevant: new Set(tailLikes)
          }
        : null,
    ...(facts && { taste: tasteOf(newcomer, revealed, scores.stars, list, facts) })
  };
}

/** The top tens of a person and of their mirror: what they have in common, of ten. */
export function mirrorOverlapOf(
  profile: Profile,
  scores: Scores,
  mirrored: Scores,
  knowledge: ItemKnowledge | undefined
): number {
  const shown = new Set(profile.items);
  const lists = [scores, mirrored].map((of) => listFor(of, knowledge, (item) => shown.has(item)));
  return overlap(lists, MIRROR_LENGTH);
}
