/**
 * Owns the list for the visitor: asks for it after every rating, keeps the old one until the new one is
 * there, and measures how long that took (`yamr:rate-to-list`, from the click to all in sight of the list in the DOM).
 */
import { tick } from 'svelte';
import { toPlainError } from '#core/errors';
import type { MovieId } from '#core/ids';
import type { Recommendation, RecommendRequest } from '$lib/scorer/recommend';
import { usualDeviation } from './sureness.ts';
import { arrivalsOf } from './arrivals.ts';
import { generalList, generalMovies } from './general-list.ts';
import type { ModelState } from './model.svelte.ts';

export const RATE_TO_LIST = 'yamr:rate-to-list';
/** Enough for the window and some scrolling; the list grows as its end comes near. */
const FIRST_LENGTH = 60;

export type ListRequest = Omit<RecommendRequest, 'limit'>;

/** The general list, and what else is listed behind it. */
function afterGeneral(list: readonly Recommendation[]): readonly Recommendation[] {
  return [...generalList, ...list.filter(({ movieId }) => !generalMovies.has(movieId))];
}

export class RecommendationsState {
  readonly #model: ModelState;
  /** Clicks whose list is not there yet, oldest first, on the clock of `performance.now()`. */
  readonly #clicksMs: number[] = [];
  list = $state.raw<readonly Recommendation[]>([]);
  /** Ratings behind the list; undefined before the first list. */
  ratingCount = $state<number>();
  /** What the visitor was recommended when they were last here: on the page until the first list is. */
  last = $state.raw<readonly Recommendation[]>();
  /** Movies that the filters leave, listed or not; undefined where nothing is filtered. */
  matching = $state<number>();
  /** What is usual on this list: a movie is told as sure or unsure beside it. */
  readonly usualDeviation = $derived.by(() => usualDeviation(this.list));
  /** How unsure the model is beside knowing nothing of the visitor, 0 to 1, where it can tell. */
  uncertainty = $state<number>();
  /** What the last star brought in among the first, best first. */
  arrived: readonly MovieId[] = [];
  /** Resolves when the cards in sight are in the DOM, where that takes more than a frame. */
  drawn: Promise<void> | undefined;
  #limit = FIRST_LENGTH;

  constructor(model: ModelState) {
    this.#model = model;
  }

  /** Whether there may be more than what is listed. */
  get isCutOff(): boolean {
    return this.list.length >= this.#limit;
  }

  /**
   * Asks for the list; `clickedAtMs` is when the visitor did what changes it. `isGeneral`: of somebody without ratings who
   * steers nothing. Their list is built into the page by the whole model, and stands until the whole model is here.
   */
  async refresh(request: ListRequest, clickedAtMs?: number, isGeneral = false): Promise<void> {
    if (clickedAtMs !== undefined) this.#clicksMs.push(clickedAtMs);
    const answered = this.#clicksMs.length;
    const { client } = this.#model;
    if (!client || this.#model.phase !== 'ready') return;
    try {
      const result = await client.recommend({ ...request, limit: this.#limit });
      const list = isGeneral && !this.#model.isTrained ? afterGeneral(result.list) : result.list;
      this.arrived = clickedAtMs !== undefined && result.ratingCount > 0 ? arrivalsOf(this.list, list) : [];
      this.list = list;
      this.ratingCount = result.ratingCount;
      this.matching = result.matching;
      this.uncertainty = result.uncertainty;
      await tick();
      await this.drawn;
      for (const start of this.#clicksMs.splice(0, answered)) {
        performance.measure(RATE_TO_LIST, { start, end: performance.now() });
      }
    } catch (error) {
      if (toPlainError(error).code !== 'aborted') this.#model.fail(error);
    }
  }

  /** The next list is so long, and twice as long again. */
  lengthen(): void {
    this.#limit = Math.max(this.#limit, this.list.length) * 2;
  }

  /** Back to what fills a window. */
  shorten(): void {
    this.#limit = FIRST_LENGTH;
  }
}
