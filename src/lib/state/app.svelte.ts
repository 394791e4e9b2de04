/**
 * Owns how the states work together: library and steering -> list, model -> deck and list. One for all
 * pages, handed down by the root layout.
 */
import { createContext } from 'svelte';
import { dev } from '$app/environment';
import { asset } from '$app/paths';
import type { MovieId } from '#core/ids';
import { AccountState } from '$lib/account/account.svelte';
import { CreditsState } from '$lib/credits/credits.svelte';
import { starsWords } from '$lib/words/words';
import type { Measure } from '$lib/measure/measure.svelte';
import { openLibrary } from '$lib/ratings/open-library';
import { hasAgreed } from './agreement.ts';
import { AppVersionState } from './app-version.svelte.ts';
import { askToPersist } from './persist.ts';
import { DeckState } from './deck.svelte.ts';
import { untilQuiet } from './idle.ts';
import { rememberKnown } from './known.ts';
import { keepLastList, LAST_LIST_LENGTH, readLastList } from './last-list.ts';
import { LibraryState } from './library.svelte.ts';
import { LongTail } from './long-tail.svelte.ts';
import { requestedBackend } from './first-scorer.ts';
import { ModelState } from './model.svelte.ts';
import { PreviewState } from './preview.svelte.ts';
import { RatingsState } from './ratings.svelte.ts';
import { steersToTail } from './reach.ts';
import { ReasonsState } from './reasons.svelte.ts';
import { RATE_TO_LIST, RecommendationsState, type ListRequest } from './recommendations.svelte.ts';
import { SteeringState } from './steering.svelte.ts';
import { filterOf, type Steering } from './steering.ts';
import { TagsState } from './tags.svelte.ts';
import { ToastState } from './toasts.svelte.ts';
import { WhatIfState } from './what-if.svelte.ts';

/** Ratings before which nobody is asked for anything: then the next one asks the browser to keep them. */
const REAL_USE = 4;
/** After the last star. */
const FOLLOW_AFTER_MS = 1200;
const KEEP_LIST_AFTER_MS = 2000;

export class App {
  readonly #modelsUrl: string;
  readonly library: LibraryState;
  /** Whose library it is. */
  readonly account: AccountState;
  /** The rated part of the library. */
  readonly ratings: RatingsState;
  readonly model = new ModelState();
  readonly recommendations = new RecommendationsState(this.model);
  readonly reasons = new ReasonsState(this.model);
  readonly deck = new DeckState(this.model);
  readonly steering = new SteeringState(() => void this.#refresh());
  readonly whatIf = new WhatIfState(() => void this.#refresh());
  readonly tail = new LongTail(this.model, () => void this.#refresh());
  readonly tags = new TagsState();
  readonly credits = new CreditsState();
  readonly preview = new PreviewState();
  readonly toasts = new ToastState();
  readonly version = new AppVersionState();
  /** What counts how well YAMR works, for a visitor who agreed to it or looks at the choice. */
  measure = $state.raw<Measure>();
  #following: ReturnType<typeof setTimeout> | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;

  constructor(modelsUrl: string) {
    this.#modelsUrl = modelsUrl;
    const guest = openLibrary();
    this.library = new LibraryState(guest.store);
    this.ratings = new RatingsState(this.library);
    this.account = new AccountState(this.library, guest, {
      onExchange: () => void this.#takeUpLibrary(),
      onMerged: () => void this.#refresh()
    });
  }

  /** Starts in a browser; also the way to try again after a failure. */
  async start(): Promise<void> {
    const backend = requestedBackend(location.search);
    if (!this.steering.isSteered) this.#showLastList();
    const stored = this.ratings.loaded ? undefined : this.#openLibrary();
    const ready = await this.model.start(this.#modelsUrl, backend);
    await stored;
    if (!ready) return;
    await this.#listThenQuestions();
    await untilQuiet();
    // Not there offline before it was ever kept: this visit is not counted.
    if (hasAgreed()) this.loadMeasure().catch(() => undefined);
    await Promise.all([this.model.settle(() => void this.#refresh()), this.#keepApp()]);
    await this.tail.keepInIdleTime();
  }

  /** Nobody who has not agreed loads a byte of it, unless they look at the choice. */
  async loadMeasure(): Promise<Measure> {
    const { Measure } = await import('$lib/measure/measure.svelte');
    return (this.measure ??= new Measure(this, RATE_TO_LIST));
  }

  /** Looks for newer versions of app and model, from time to time while the page stays open. */
  lookForNewer(): void {
    if (this.version.askAgain()) void this.model.lookForNewer();
  }

  #openLibrary(): Promise<void> {
    this.library.followOtherTabs(() => void this.#refresh());
    return this.account.start();
  }

  /** Somebody else's library is here: nothing that was made from the one before stays. */
  async #takeUpLibrary(): Promise<void> {
    this.recommendations.last = undefined;
    keepLastList([]);
    this.whatIf.tried = undefined;
    this.toasts.dismiss();
    this.deck.restore({ movies: [], notSeen: [], skipped: [] });
    if (this.model.phase !== 'ready') return;
    await this.#listThenQuestions();
  }

  /** In this order: the worker answers in turn, and the first questions take it longer. */
  async #listThenQuestions(): Promise<void> {
    await Promise.all([this.#refresh(), this.dealDeck()]);
  }

  async #keepApp(): Promise<void> {
    if (dev || !(await this.version.keep(asset('/service-worker.js')))) return;
    // Never in the place of an Undo that somebody may want.
    if (!this.toasts.current) this.toasts.show('Ready to work offline');
  }

  /** Changes to another model that is here: the list is made anew, everything else stays. Resolves whether it did. */
  async useModel(version: string): Promise<boolean> {
    const changed = await this.model.use(version);
    if (changed) await this.#refresh();
    return changed;
  }

  /** What the list is asked for with: another model, or with another steering, can be asked for the same. */
  listRequest(steering?: Steering): ListRequest {
    return this.#request(steering);
  }

  /** Counts a star at once and resolves with the new list in the DOM; `clickedAtMs` is when it was clicked (`event.timeStamp`). */
  rate(movieId: MovieId, stars: number, clickedAtMs: number): Promise<void> {
    this.whatIf.tried = undefined;
    if (this.ratings.count >= REAL_USE) void askToPersist();
    return this.#act(() => this.ratings.rate(movieId, stars), movieId, starsWords(stars), clickedAtMs);
  }

  clear(movieId: MovieId, clickedAtMs: number): Promise<void> {
    this.whatIf.tried = undefined;
    return this.#act(() => this.ratings.clear(movieId), movieId, 'rating cleared', clickedAtMs);
  }

  markSeen(movieId: MovieId): Promise<void> {
    return this.#act(() => this.library.markSeen(movieId), movieId, 'seen, without an opinion');
  }

  hide(movieId: MovieId): Promise<void> {
    return this.#act(() => this.library.hide(movieId), movieId, 'will not be recommended again');
  }

  toggleWatchlist(movieId: MovieId): Promise<void> {
    const words = this.library.statusOf(movieId).isOnWatchlist ? 'off your watchlist' : 'on your watchlist';
    return this.#act(() => this.library.toggleWatchlist(movieId), movieId, words);
  }

  /** Takes the mark of a movie off again. */
  unmark(list: 'seen' | 'hidden', movieId: MovieId): Promise<void> {
    const words = list === 'seen' ? 'not marked as seen any more' : 'may be recommended again';
    return this.#act(() => this.library.remove(list, movieId), movieId, words);
  }

  /** "Haven't seen it" and "Skip": the card makes room for the next question. */
  async pass(movieId: MovieId, why: 'not-seen' | 'skipped'): Promise<void> {
    const { deck } = this;
    const before = deck.snapshot();
    await deck.pass(movieId, why, this.ratings.list(), this.library.excludedMovieIds);
    const title = this.model.movieOf(movieId)?.title ?? '';
    const words = why === 'not-seen' ? `You have not seen ${title}` : `Skipped ${title}`;
    this.toasts.show(words, () => deck.restore(before));
  }

  /** Other cards; Undo brings those before back, and no star is touched by either. */
  async nextMovies(): Promise<void> {
    const { deck } = this;
    const before = deck.snapshot();
    await this.dealDeck();
    this.toasts.show('Here are more movies to rate', () => deck.restore(before));
  }

  dealDeck(): Promise<void> {
    return this.deck.deal(this.ratings.list(), this.library.excludedMovieIds);
  }

  showMore(): Promise<void> {
    this.recommendations.lengthen();
    return this.#refresh();
  }

  /** After a change of the library that is no star: seen, hidden, watchlist, import, undo. */
  refresh(): Promise<void> {
    return this.#refresh();
  }

  /** Does it, says so, and offers to take it back. */
  async #act(
    change: () => Promise<void>,
    movieId: MovieId,
    words: string,
    clickedAtMs?: number
  ): Promise<void> {
    const last = this.library.lastAction;
    void change();
    await this.#refresh(clickedAtMs);
    if (this.library.lastAction === last) return;
    const undo = (): void => {
      void this.library.undo();
      void this.#refresh();
    };
    const { arrived } = this.recommendations;
    this.toasts.show(`${this.model.movieOf(movieId)?.title ?? 'Movie'}: ${words}`, undo, arrived);
    if (clickedAtMs === undefined) return;
    void this.deck.refill(this.ratings.list(), this.library.excludedMovieIds);
    this.#followSoon();
  }

  /** The open questions follow the stars; the worker is asked once they rest, so that no star waits for it. */
  #followSoon(): void {
    clearTimeout(this.#following);
    const wasCovered = this.deck.isCovered;
    this.#following = setTimeout(
      () =>
        void this.deck.follow(this.ratings.list(), this.library.excludedMovieIds, wasCovered ? 0 : undefined),
      wasCovered ? 0 : FOLLOW_AFTER_MS
    );
  }

  async #refresh(clickedAtMs?: number): Promise<void> {
    const request = this.#request();
    this.reasons.forget(request.ratings);
    const { excludedMovieIds = [] } = request;
    const isGeneral = request.ratings.length + excludedMovieIds.length === 0 && !this.steering.isSteered;
    await this.recommendations.refresh(request, clickedAtMs, isGeneral);
    if (this.library.loaded) {
      rememberKnown(this.ratings.count > 0);
      this.#keepListSoon();
    }
    this.#reachForTail();
  }

  #showLastList(): void {
    const last = readLastList();
    if (!last) return;
    this.model.shownBefore = last.movies;
    this.recommendations.last = last.list;
  }

  /** The list is kept once it rests, as it is without steering; that of an empty library is everybody's. */
  #keepListSoon(): void {
    clearTimeout(this.#keeping);
    if (this.ratings.count === 0) keepLastList([]);
    else if (!this.steering.isSteered && !this.whatIf.tried)
      this.#keeping = setTimeout(() => {
        const { list, ratingCount } = this.recommendations;
        if (!ratingCount || this.ratings.count === 0 || this.steering.isSteered || this.whatIf.tried) return;
        const lines = list.slice(0, LAST_LIST_LENGTH).flatMap(({ movieId, ...line }) => {
          const movie = this.model.movieOf(movieId);
          return movie ? [{ movie, ...line }] : [];
        });
        keepLastList(lines);
      }, KEEP_LIST_AFTER_MS);
  }

  /** What is asked for, or lies in the library, may be of movies that are not here yet. */
  #reachForTail(): void {
    const { catalogue } = this.model;
    if (this.tail.isHere || !catalogue || !this.library.loaded) return;
    const isShort = this.steering.isFiltered && !this.recommendations.isCutOff;
    if (isShort || steersToTail(this.steering.current, catalogue)) void this.tail.bring();
    else void this.tail.find(this.library.excludedMovieIds);
  }

  #request(current = this.steering.current): ListRequest {
    const { library, whatIf } = this;
    const idsOf = (list: 'hidden' | 'watchlist'): readonly MovieId[] =>
      library.entries(list).map(({ movieId }) => movieId);
    return {
      ratings: whatIf.over(this.ratings.list()),
      excludedMovieIds: current.show === 'fresh' ? library.excludedMovieIds : idsOf('hidden'),
      withRated: current.show !== 'fresh',
      filter: filterOf(current, () => idsOf('watchlist')),
      sort: current.sort,
      dials: { diversity: current.adventurous / 100, obscurity: current.obscure / 100 }
    };
  }
}

const [getApp, setApp] = createContext<App>();
export { getApp, setApp };
