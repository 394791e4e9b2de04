/**
 * Owns the long tail as the page sees it: the movies that nobody has rated, brought when somebody reaches for one
 * (a search, an import, a dial, an address, a library that holds one), and kept on this device in idle time.
 */
import { toPlainError } from '#core/errors';
import type { ByteProgress } from '#release/download';
import { untilQuiet } from './idle.ts';
import type { ModelState } from './model.svelte.ts';
import { deviceHints, isUnmetered, lacks } from './reach.ts';
import { numberWords } from '$lib/words/words';

/** A failed attempt is not repeated with every key; that the network is back is told. */
const RETRY_AFTER_MS = 10_000;

/** While somebody waits for it: pauses grow, and who says that the network is back ends them (not every browser does). */
const PAUSE_FIRST_MS = 2000;
const PAUSE_MAX_MS = 60_000;

const NO_PROGRESS: ByteProgress = { loadedBytes: 0, totalBytes: 0 };

export class LongTail {
  readonly #model: ModelState;
  readonly #onbetter: () => void;
  #bringing: Promise<boolean> | undefined;
  #failedAtMs = -Infinity;
  #pauseMs = PAUSE_FIRST_MS;
  #pausing: ReturnType<typeof setTimeout> | undefined;
  /** Whether it is on its way. */
  isComing = $state(false);
  progress = $state.raw<ByteProgress>(NO_PROGRESS);
  /** Why it did not come: a sentence for who reached for it. */
  problem = $state('');

  /** `onbetter` when lists may hold more movies than before. */
  constructor(model: ModelState, onbetter: () => void) {
    this.#model = model;
    this.#onbetter = onbetter;
  }

  /** Whether the catalogue is all that the release has. */
  get isHere(): boolean {
    const { running, hasTail } = this.#model;
    return running !== undefined && (running.tailBytes === 0 || hasTail);
  }

  /** Brings it, once. Resolves whether every movie of the release is here; never rejects. */
  bring(): Promise<boolean> {
    if (this.isHere) return Promise.resolve(true);
    if (this.#model.phase !== 'ready') return Promise.resolve(false);
    const isOver = performance.now() - this.#failedAtMs >= RETRY_AFTER_MS;
    if (!this.#bringing && !isOver) return Promise.resolve(false);
    this.#bringing ??= this.#bring().finally(() => (this.#bringing = undefined));
    return this.#bringing;
  }

  /** Brings it where one of these movies is not here. What was trained is waited for: it may be among that. */
  async find(movieIds: Iterable<number>): Promise<void> {
    const { catalogue } = this.#model;
    if (this.isHere || !catalogue || !lacks(catalogue, movieIds)) return;
    await this.#model.trained;
    const now = this.#model.catalogue;
    if (now && lacks(now, movieIds)) await this.bring();
  }

  /** The network is there again: what failed is tried at once. */
  retry(): void {
    this.#pauseMs = PAUSE_FIRST_MS;
    this.#again();
  }

  #again(): void {
    clearTimeout(this.#pausing);
    this.#failedAtMs = -Infinity;
    if (this.problem !== '') void this.bring();
  }

  /** Once the model is kept: keeps the tail too, in idle time and where its bytes cost nothing; nothing is made of it yet. */
  async keepInIdleTime(): Promise<void> {
    const { running, kept, client } = this.#model;
    if (!kept || !client || (running?.tailBytes ?? 0) === 0 || !isUnmetered(deviceHints())) return;
    await untilQuiet();
    // Whoever reaches for it is told what goes wrong; here nobody waits.
    await client.keepTail().catch(() => undefined);
  }

  async #bring(): Promise<boolean> {
    const model = this.#model;
    this.isComing = true;
    this.progress = NO_PROGRESS;
    try {
      // What went wrong before stands until it goes right: attempts that nobody asked for are not to be heard.
      const isBetter = await model.extend((progress) => {
        this.progress = progress;
        this.problem = '';
      });
      this.problem = '';
      if (isBetter) this.#onbetter();
      return this.isHere;
    } catch (error) {
      const { code, message } = toPlainError(error);
      if (code === 'aborted') return false;
      this.#failedAtMs = performance.now();
      const movies = numberWords(model.catalogue?.itemCount ?? 0);
      const isAway = code === 'offline' || code === 'network';
      if (isAway) {
        clearTimeout(this.#pausing);
        this.#pausing = setTimeout(() => this.#again(), this.#pauseMs);
        this.#pauseMs = Math.min(2 * this.#pauseMs, PAUSE_MAX_MS);
      }
      this.problem = isAway
        ? `You are offline, and the movies that nobody has rated yet are not on this device: only the other ${movies} are here.`
        : `${message} Only ${movies} movies are here until then.`;
      return false;
    } finally {
      this.isComing = false;
    }
  }
}
