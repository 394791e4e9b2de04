/** Owns which ratings are worth naming for a prediction: those that speak most for it and most against it. */
import { LEAST_STARS } from '$lib/words/differences';
import type { MovieExplanation, RatingInfluence } from '$lib/scorer/explain';

/** Ratings that the details name on each side, at most. */
export const PER_SIDE = 4;
/** Stars below which a rating says nothing worth a line: it would be shown as no difference. */
const LEAST = LEAST_STARS / 2;

export interface Side {
  readonly words: string;
  /** The strongest first. */
  readonly ratings: readonly RatingInfluence[];
}

/** At most `count` ratings on each side. */
export function sidesOf({ ratings }: MovieExplanation, count: number): readonly Side[] {
  const ordered = [...ratings].sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
  return [
    { words: 'For it', ratings: ordered.filter(({ share = 0 }) => share >= LEAST).slice(0, count) },
    {
      words: 'Against it',
      ratings: ordered
        .filter(({ share = 0 }) => share <= -LEAST)
        .reverse()
        .slice(0, count)
    }
  ];
}
