/**
 * Owns how much each of the ranking's three opinions counts: fitted to people whom the nets have not met, so that the softmax of the
 * blended logits is the chance that somebody likes a movie next (multinomial logit, McFadden 1974). How much to believe which
 * net depends on how many people it has learnt from and on how many ratings the visitor has given. Neighbours: `options.ts` says what
 * is believed where few people can be asked, `kernel-choice.ts` does the like for the rating head.
 */
import { setImmediate } from 'node:timers/promises';
import type { Bundle } from '#core/bundle';
import { catalogueRows, createCatalogue, ratedRows } from '#core/catalogue';
import { backwardSolve, choleskyInPlace, forwardSolve } from '#core/linalg';
import { LIKE_STARS } from '#core/rating';
import type { Matrix } from '#core/tensor';
import type { Profile } from '#core/visitor-model';
import type { YamrParameters } from '#core/yamr-parameters';
import { itemContent } from '#core/yamr-items';
import { createRankingHead, type RankingHead } from '#scorer/ranking-head';
import type { Newcomer } from '../../split.ts';

export type Blend = YamrParameters['ranking']['blend'];

const OPINIONS = ['set', 'history', 'linear'] as const;
const SIZE = OPINIONS.length;
/** More people than this add time, not certainty. */
const PEOPLE_MAX = 300;
const BATCH = 32;
/** The start weighs as so many people who know it: a ridge on how far each weight is from it, relatively. */
const START_PEOPLE = 5;
const STEPS_MAX = 25;
/** Nats a person: smaller gains end the search. */
const LEAST_GAIN = 1e-5;

/** What somebody was revealed to have rated, and what they liked besides. */
export interface Choice {
  /** Logits of each opinion, [itemCount] each. */
  readonly opinions: readonly Float32Array[];
  /** Movies that cannot be next: those revealed. */
  readonly revealed: ReadonlySet<number>;
  /** Movies liked behind them, at least one. */
  readonly liked: readonly number[];
}

interface Fit {
  readonly value: number;
  readonly gradient: Float64Array;
  /** Minus the Hessian, [SIZE, SIZE]. */
  readonly curvature: Float64Array;
}

/** Log likelihood of the likes, a person's as one, less the ridge; concave in the weights. */
function fitOf(choices: readonly Choice[], weights: Float64Array, start: Float64Array): Fit {
  let value = 0;
  const gradient = new Float64Array(SIZE);
  const curvature = new Float64Array(SIZE * SIZE);
  for (let a = 0; a < SIZE; a++) {
    const precision = START_PEOPLE / start[a]! ** 2;
    const away = weights[a]! - start[a]!;
    value -= (precision * away ** 2) / 2;
    gradient[a]! -= precision * away;
    curvature[a * SIZE + a]! += precision;
  }
  for (const { opinions, revealed, liked } of choices) {
    const itemCount = opinions[0]!.length;
    const chance = new Float64Array(itemCount);
    let top = -Infinity;
    for (let item = 0; item < itemCount; item++) {
      let logit = 0;
      for (let a = 0; a < SIZE; a++) logit += weights[a]! * opinions[a]![item]!;
      chance[item] = revealed.has(item) ? -Infinity : logit;
      if (chance[item]! > top) top = chance[item]!;
    }
    let total = 0;
    for (let item = 0; item < itemCount; item++) total += chance[item] = Math.exp(chance[item]! - top);
    const mean = new Float64Array(SIZE);
    const square = new Float64Array(SIZE * SIZE);
    for (let item = 0; item < itemCount; item++) {
      const share = chance[item]! / total;
      if (share === 0) continue;
      for (let a = 0; a < SIZE; a++) {
        const weighed = share * opinions[a]![item]!;
        mean[a]! += weighed;
        for (let b = 0; b < SIZE; b++) square[a * SIZE + b]! += weighed * opinions[b]![item]!;
      }
    }
    for (const item of liked) {
      value += Math.log(Math.max(chance[item]! / total, Number.MIN_VALUE)) / liked.length;
      for (let a = 0; a < SIZE; a++) gradient[a]! += (opinions[a]![item]! - mean[a]!) / liked.length;
    }
    for (let a = 0; a < SIZE; a++)
      for (let b = 0; b < SIZE; b++) curvature[a * SIZE + b]! += square[a * SIZE + b]! - mean[a]! * mean[b]!;
  }
  return { value, gradient, curvature };
}

/** The weights of the opinions that make these likes most likely, none below 0: Newton's method, from `start` (all above 0). */
export function fitWeights(choices: readonly Choice[], start: readonly number[]): number[] {
  const origin = Float64Array.from(start);
  let weights = origin;
  let fit = fitOf(choices, weights, origin);
  for (let step = 0; step < STEPS_MAX; step++) {
    const factor = fit.curvature.slice();
    const direction = fit.gradient.slice();
    choleskyInPlace(factor, SIZE);
    forwardSolve(factor, SIZE, direction);
    backwardSolve(factor, SIZE, direction);
    let share = 1;
    let next = fit;
    let moved = weights;
    // A full step may go too far where it begins far away.
    do {
      moved = weights.map((weight, a) => Math.max(0, weight + share * direction[a]!));
      next = fitOf(choices, moved, origin);
      share /= 2;
    } while (next.value < fit.value && share > 1e-3);
    const gain = next.value - fit.value;
    if (gain > 0) [weights, fit] = [moved, next];
    if (gain < LEAST_GAIN * Math.max(1, choices.length)) break;
  }
  return Array.from(weights);
}

/** One opinion of the ranking alone. */
function opinionHead(
  bundle: Bundle,
  parameters: YamrParameters,
  content: Matrix,
  opinion: string
): Promise<RankingHead> {
  const weight = (name: string): number[] => [Number(name === opinion)];
  const blend = {
    ratingCounts: [0],
    set: weight('set'),
    history: weight('history'),
    linear: weight('linear')
  };
  const alone = { ...parameters, ranking: { ...parameters.ranking, blend } };
  return createRankingHead(bundle, alone, content);
}

/** The choices of people who were asked for so many ratings, among the first `itemCount` of the `rows` that the heads score. */
async function choicesAt(
  heads: readonly RankingHead[],
  people: readonly Newcomer[],
  revealed: number,
  rows: number,
  itemCount: number
): Promise<Choice[]> {
  const asked = people.flatMap(({ items, stars }) => {
    const isLiked = (item: number, k: number): boolean =>
      k >= revealed && item < itemCount && stars[k]! >= LIKE_STARS;
    const liked = Array.from(items).filter(isLiked);
    return liked.length > 0 ? [{ items, stars, liked }] : [];
  });
  const choices: Choice[] = [];
  for (let from = 0; from < asked.length; from += BATCH) {
    const batch = asked.slice(from, from + BATCH);
    const profiles = batch.map(({ items, stars }): Profile => {
      const isKnown = (_: number, k: number): boolean => k < revealed && items[k]! < rows;
      return { items: items.filter(isKnown), stars: stars.filter(isKnown) };
    });
    const logits = await Promise.all(heads.map((head) => head.logits(profiles)));
    batch.forEach(({ items, liked }, row) => {
      choices.push({
        opinions: logits.map((all) => all.slice(row * rows, row * rows + itemCount)),
        revealed: new Set(items.slice(0, revealed)),
        liked
      });
    });
  }
  return choices;
}

/**
 * The blend for a bundle whose nets have not met `newcomers`, at the counts of `start`. It is judged on the `storedItems` movies that
 * all three opinions know. `onProgress` counts from 0 to 1. A tfjs backend must be current.
 */
export async function chooseBlend(
  bundle: Bundle,
  parameters: YamrParameters,
  newcomers: readonly Newcomer[],
  storedItems: number,
  start: Blend,
  onProgress: (share: number) => void = () => undefined
): Promise<Blend> {
  // What nobody has rated costs most of the time, and no opinion knows more of it than its content.
  const rows = ratedRows(bundle.catalogue);
  const catalogue = createCatalogue(catalogueRows(bundle.catalogue.file, 0, rows));
  const content = itemContent(catalogue);
  const heads = await Promise.all(
    OPINIONS.map((opinion) => opinionHead({ ...bundle, catalogue }, parameters, content, opinion))
  );
  const chosen: Record<(typeof OPINIONS)[number], number[]> = { set: [], history: [], linear: [] };
  for (const [place, revealed] of start.ratingCounts.entries()) {
    const choices = await choicesAt(heads, newcomers.slice(0, PEOPLE_MAX), revealed, rows, storedItems);
    const weights = fitWeights(
      choices,
      OPINIONS.map((opinion) => start[opinion][place]!)
    );
    OPINIONS.forEach((opinion, a) => chosen[opinion].push(weights[a]!));
    onProgress((place + 1) / start.ratingCounts.length);
    // Ctrl-C and the progress bar want the event loop.
    await setImmediate();
  }
  for (const head of heads) head.dispose();
  return { ratingCounts: start.ratingCounts, ...chosen };
}
