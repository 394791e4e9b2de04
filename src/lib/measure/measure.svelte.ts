/**
 * Owns the counting of a visitor who agreed to it: listens to what the app does anyway, adds it up (counts.ts), and
 * sends it now and then (sending.ts). Loaded for nobody else; everything happens after the list of a star is shown.
 */
import { untrack } from 'svelte';
import { version as appVersion } from '$app/environment';
import type { CounterReport } from '#core/counters';
import { toPlainError, type ErrorCode } from '#core/errors';
import type { MovieId } from '#core/ids';
import { LIKE_STARS } from '#core/rating';
import { readConfig } from '$lib/account/session';
import type { RatedMovie } from '$lib/scorer/recommend';
import type { App } from '$lib/state/app.svelte';
import { whenIdle } from '$lib/state/idle';
import { compare, count, type Counted } from './counts.ts';
import { SecondScorer } from './second-version.ts';
import { sendDue } from './sending.ts';
import { NOTHING_YET, readWaiting, writeWaiting } from './waiting.ts';

/** A star is looked at when its list is long there: by then a slip is corrected. */
const SETTLE_MS = 1500;
/** A page that is out of sight for so long needs no second worker. */
const HIDDEN_STOP_MS = 60_000;
const SEND_CHECK_MS = 10 * 60 * 1000;

type WithMemory = Performance & { readonly memory?: { readonly usedJSHeapSize: number } };

export class Measure {
  readonly #app: App;
  readonly #rateToList: string;
  readonly #second: SecondScorer;
  #apiUrl: string | undefined;
  #end: (() => void) | undefined;
  /** Ratings are looked at one after the other. */
  #tail: Promise<void> = Promise.resolve();
  /** What the visitor agreed to. */
  counts = $state(false);
  compares = $state(false);
  /** What would be sent now. */
  reports = $state.raw<readonly CounterReport[]>([]);
  /** Whether this site collects counts: undefined until it is known. */
  isCollected = $state<boolean>();

  /** `rateToList` is the name of the measure from a star to its list. */
  constructor(app: App, rateToList: string) {
    this.#app = app;
    this.#rateToList = rateToList;
    this.#second = new SecondScorer(app.model);
    this.#read();
    if (this.counts) this.#begin();
  }

  /** Asks the site where counts go. */
  async findApi(): Promise<void> {
    try {
      this.#apiUrl = (await readConfig()).apiUrl;
      this.isCollected = true;
    } catch (error) {
      // Without a network nobody knows.
      this.isCollected = toPlainError(error).code === 'not-found' ? false : undefined;
    }
  }

  /** Agrees to counts, or withdraws: what waits is deleted then. Whether it is agreed: a browser may refuse to keep it. */
  agree(counts: boolean): boolean {
    writeWaiting(counts ? NOTHING_YET : undefined);
    this.#read();
    if (this.counts) this.#begin();
    else this.#stop();
    return this.counts;
  }

  /** Agrees to the comparison of two versions, or withdraws: what was compared is deleted then. */
  agreeToCompare(compares: boolean): void {
    const waiting = readWaiting();
    if (!waiting) return;
    const reports = compares
      ? waiting.reports
      : waiting.reports.map(({ comparison: _, ...report }): CounterReport => report);
    writeWaiting({ ...waiting, compares, reports });
    this.#read();
    if (!compares) this.#second.stop();
  }

  #read(): void {
    const waiting = readWaiting();
    this.counts = waiting !== undefined;
    this.compares = waiting?.compares ?? false;
    this.reports = waiting?.reports ?? [];
  }

  #count(counted: Counted): void {
    const { running } = this.#app.model;
    const waiting = readWaiting();
    // Withdrawn in another tab: nothing is counted here either.
    if (!waiting) this.#stop();
    else if (running) {
      const source = { version: running.version, appVersion, backend: running.backend };
      writeWaiting({ ...waiting, reports: [...count(waiting.reports, source, counted)] });
    }
    this.#read();
  }

  #begin(): void {
    if (this.#end) return;
    void this.findApi();
    const controller = new AbortController();
    const { signal } = controller;
    const lists = new PerformanceObserver((seen) => {
      for (const { duration } of seen.getEntriesByName(this.#rateToList)) {
        this.#count({ kind: 'list', elapsedMs: duration });
      }
    });
    lists.observe({ type: 'measure' });
    const failed = (): void => this.#count({ kind: 'error', code: 'internal' });
    const elsewhere = (): void => {
      this.#read();
      if (!this.counts) this.#stop();
    };
    addEventListener('storage', elsewhere, { signal });
    addEventListener('error', failed, { signal });
    addEventListener('unhandledrejection', failed, { signal });
    let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
    const seenOrHidden = (): void => {
      clearTimeout(hiddenTimer);
      if (!document.hidden) return;
      this.#weighAndSend();
      hiddenTimer = setTimeout(() => this.#second.stop(), HIDDEN_STOP_MS);
    };
    document.addEventListener('visibilitychange', seenOrHidden, { signal });
    addEventListener('pagehide', () => this.#send(), { signal });
    const sendTimer = setInterval(() => this.#weighAndSend(), SEND_CHECK_MS);
    const unwatch = $effect.root(() => this.#watch());
    this.#end = () => {
      controller.abort();
      lists.disconnect();
      clearTimeout(hiddenTimer);
      clearInterval(sendTimer);
      unwatch();
    };
  }

  #stop(): void {
    this.#end?.();
    this.#end = undefined;
    this.#second.stop();
  }

  #weighAndSend(): void {
    const { memory } = performance as WithMemory;
    if (memory) this.#count({ kind: 'heap', sizeMb: memory.usedJSHeapSize / 1e6 });
    this.#send();
  }

  #send(): void {
    if (this.#apiUrl === undefined) return;
    // What waits is taken out before the first await.
    void sendDue(this.#apiUrl, Date.now()).then(() => this.#read());
    this.#read();
  }

  /** New ratings and failures, as the app's own state tells them. */
  #watch(): void {
    const { library, model } = this.#app;
    $effect(() => {
      const { error } = model;
      if (error) untrack(() => this.#failed(error.code));
    });
    $effect(() => {
      const { problem } = library;
      if (problem) untrack(() => this.#failed(problem.code));
    });
    let before = library.library;
    let last = library.lastAction;
    $effect(() => {
      const { library: now, lastAction } = library;
      const rated = lastAction?.kind === 'rate' && lastAction !== last ? lastAction.movieIds[0] : undefined;
      const ratedBefore = before.rated;
      [before, last] = [now, lastAction];
      if (rated === undefined || ratedBefore.has(rated)) return;
      const oldestFirst = [...ratedBefore.values()].sort((a, b) => a.updatedAtMs - b.updatedAtMs);
      this.#lookLater(
        oldestFirst.map(({ movieId, stars }) => ({ movieId, stars })),
        rated
      );
    });
  }

  #failed(code: ErrorCode): void {
    if (code !== 'aborted') this.#count({ kind: 'error', code });
  }

  #lookLater(ratings: readonly RatedMovie[], movieId: MovieId): void {
    this.#tail = this.#tail
      .then(() => new Promise((resolve) => setTimeout(resolve, SETTLE_MS)))
      .then(() => new Promise<void>((resolve) => whenIdle(resolve)))
      .then(() => this.#look(ratings, movieId))
      .catch((error: unknown) => this.#failed(toPlainError(error).code));
  }

  /** Holds the stars that were given against what was expected of the movie before. */
  async #look(ratings: readonly RatedMovie[], movieId: MovieId): Promise<void> {
    const { library, model } = this.#app;
    const { client, running } = model;
    const stars = library.starsOf(movieId);
    if (stars === undefined || !client || !running || !this.counts) return;
    const { version } = running;
    const isInUse = (): boolean => model.running?.version === version;
    const request = { ratings, rated: { movieId, stars } };
    const own = await client.foresee(request);
    if (!own || !isInUse()) return;
    this.#count({ kind: 'quality', stars, predicted: own.predicted, baseline: own.baseline });
    if (!this.compares || document.hidden) return;
    const second = await this.#second.get(version);
    const other = await second?.client.foresee(request);
    // Withdrawn meanwhile, or another model by now.
    if (!second || !other || !readWaiting()?.compares || !isInUse()) return;
    const { predicted, ranked } = compare(stars, own, other);
    const like = stars >= LIKE_STARS && { ranked };
    this.#count({ kind: 'compared', other: second.version, predicted, ...like });
  }
}
