/**
 * Owns what another version of the model would change for this visitor, as figures and words: pure functions of both
 * lists and of both replays of the visitor's ratings.
 */
import type { MovieId } from '#core/ids';
import { rmse } from '#core/metrics/rmse';
import type { ReplayStep } from '$lib/scorer/replay';
import { countWords } from '$lib/words/words';

/** Fewer ratings say too little of a version. */
const FEWEST_RATINGS = 5;
/** Stars of error that nobody would notice. */
const LITTLE_STARS = 0.05;

/** A movie at the top of the other version's list. Places count from 1. */
export interface PlaceChange {
  readonly movieId: MovieId;
  readonly place: number;
  /** In the list in use, where it is on it. */
  readonly before: number | undefined;
}

export interface ListChanges {
  readonly top: readonly PlaceChange[];
  /** At the top of the list in use alone; `place` is where the other version has it, if it is on its list. */
  readonly left: readonly { readonly movieId: MovieId; readonly place: number | undefined }[];
}

/** What becomes of the first `length` places. */
export function listChanges(
  before: readonly MovieId[],
  after: readonly MovieId[],
  length: number
): ListChanges {
  const placeIn = (list: readonly MovieId[]) => {
    const places = new Map(list.map((movieId, k) => [movieId, k + 1]));
    return (movieId: MovieId): number | undefined => places.get(movieId);
  };
  const [placeBefore, placeAfter] = [placeIn(before), placeIn(after)];
  const top = after
    .slice(0, length)
    .map((movieId, k) => ({ movieId, place: k + 1, before: placeBefore(movieId) }));
  const left = before
    .slice(0, length)
    .map((movieId) => ({ movieId, place: placeAfter(movieId) }))
    .filter(({ place = Infinity }) => place > length);
  return { top, left };
}

/** "new", "same place", "up 3", "down 1": of a movie among the first `length`. */
export function moveWords({ place, before }: PlaceChange, length: number): string {
  if (before === undefined || before > length) return 'new';
  if (before === place) return 'same place';
  return before > place ? `up ${before - place}` : `down ${place - before}`;
}

/** Root mean squared errors in stars over the ratings that both versions predicted just before they were given. */
export interface PastErrors {
  readonly count: number;
  readonly inUse: number;
  readonly other: number;
}

export function pastErrors(inUse: readonly ReplayStep[], other: readonly ReplayStep[]): PastErrors {
  const ofOther = new Map(other.map(({ movieId, predicted }) => [movieId, predicted]));
  const pairs = inUse.flatMap(({ movieId, stars, predicted }) => {
    const second = ofOther.get(movieId);
    return predicted === undefined || second === undefined ? [] : [{ stars, predicted, second }];
  });
  const stars = pairs.map((pair) => pair.stars);
  return {
    count: pairs.length,
    inUse: rmse(
      pairs.map(({ predicted }) => predicted),
      stars
    ),
    other: rmse(
      pairs.map(({ second }) => second),
      stars
    )
  };
}

/** "It would have predicted your 34 ratings a little better: 0.82 instead of 0.85 stars off." */
export function errorWords({ count, inUse, other }: PastErrors): string {
  if (count === 0) return 'Rate a few movies, and this says which of the two foresees your stars better.';
  const [now, then] = [inUse.toFixed(2), other.toFixed(2)];
  const ratings = `your ${count === 1 ? 'rating' : countWords(count, 'rating')}`;
  const caution = count < FEWEST_RATINGS ? ' That is too few to judge by.' : '';
  if (now === then) return `It would have predicted ${ratings} just as well: ${then} stars off.${caution}`;
  const degree = Math.abs(inUse - other) < LITTLE_STARS ? 'a little ' : '';
  const verdict = `${degree}${other < inUse ? 'better' : 'worse'}`;
  return `It would have predicted ${ratings} ${verdict}: ${then} instead of ${now} stars off.${caution}`;
}
