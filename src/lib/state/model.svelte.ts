/**
 * Owns what the page knows of the model: how far it has come, what went wrong, the catalogue it brought; and
 * the change to a newer release, which takes place when that one is verified, has scored, and is wanted.
 */
import { createCatalogue, type Catalogue, type Movie } from '#core/catalogue';
import { toPlainError, type PlainError } from '#core/errors';
import type { ByteProgress } from '#release/download';
import { grown } from '$lib/catalogue/grow';
import { TitleSearch } from '$lib/catalogue/title-search';
import { tryBackends } from '$lib/scorer/backend-trial';
import { ScorerClient, type RunningScorer, type ScorerOptions } from '$lib/scorer/scorer-client';
import type { Brought, RequestedBackend } from '$lib/scorer/worker-protocol';
import { rememberedTrial, rememberTrial, trialWords } from './backend-memory.ts';
import { deviceNumber } from './device-number.ts';
import { firstBackend, takeFirstScorer } from './first-scorer.ts';
import { generalMovies } from './general-list.ts';
import { untilQuiet } from './idle.ts';
import { pinnedVersion, pinVersion } from './pinned-version.ts';

export type ModelPhase = 'loading' | 'ready' | 'failed';

/** A pointer that does not come is not waited for any longer. */
const POINTER_TIMEOUT_MS = 10_000;

export class ModelState {
  phase = $state<ModelPhase>('loading');
  /** Movies that are on the page before the model is, besides those of the general list. */
  shownBefore: ReadonlyMap<number, Movie> = new Map();
  progress = $state.raw<ByteProgress>({ loadedBytes: 0, totalBytes: 0 });
  error = $state.raw<PlainError>();
  running = $state.raw<RunningScorer>();
  catalogue = $state.raw<Catalogue>();
  /** Where it works, but not as it should: a sentence for the visitor. */
  notice = $state<string>();
  /** Whether this device keeps the release in use. */
  kept = $state(false);
  /** A newly published release that is here, verified and tried, and waits to be used. */
  newer = $state<string>();
  /** Whether `newer` is older than the one in use: the maintainer went back to it. */
  newerIsOlder = $state(false);
  /** Until when the site's word on its model held, where that time is over: a newer one may be kept from this device. */
  pointerExpiredAt = $state<string>();
  /** The release that this device stays with: no other is offered while it is in use. */
  pinned = $state<string>();
  search = $state.raw<TitleSearch>();
  /** Whether the long tail of the release is in the catalogue. */
  hasTail = $state(false);
  /** Movies that a search finds, if somebody has searched: it goes up when more are there. */
  searchedCount = $state(0);
  client: ScorerClient | undefined;
  #modelsUrl = '';
  #backend: RequestedBackend = 'auto';
  #looking: Promise<void> | undefined;
  /** Whether all that was trained is here; before, a part of the model makes the lists. */
  isTrained = false;
  /** Resolves when what was trained is here, or could not be brought. */
  trained: Promise<unknown> = Promise.resolve();
  #growing: Promise<void> = Promise.resolve();
  /** One object a movie, so that a card whose movie stays has nothing to draw again. */
  #movies = new Map<number, Movie>();

  /** Starts, or starts again after a failure. Resolves whether the model is ready. */
  async start(modelsUrl: string, backend: RequestedBackend): Promise<boolean> {
    this.#modelsUrl = modelsUrl;
    this.#backend = backend;
    this.phase = 'loading';
    this.error = undefined;
    this.pinned = pinnedVersion();
    try {
      this.#take(await (this.pinned === undefined ? this.#begin() : this.#beginPinned(this.pinned)));
      this.phase = 'ready';
    } catch (error) {
      this.fail(error);
    }
    return this.phase === 'ready';
  }

  #begin(version?: string): Promise<RunningScorer> {
    this.client?.stop();
    const backend = firstBackend(this.#backend);
    const begun = takeFirstScorer(this.#modelsUrl, version, backend);
    this.client = this.#createClient({
      ...(version !== undefined && { version }),
      ...(begun && { begun }),
      backend,
      onProgress: (progress) => (this.progress = progress)
    });
    return this.client.start();
  }

  /** The choice stays where its release cannot be opened: it may be there again at the next visit. */
  async #beginPinned(version: string): Promise<RunningScorer> {
    try {
      return await this.#begin(version);
    } catch (error) {
      const { code, message } = toPlainError(error);
      if (code === 'aborted') throw error;
      const running = await this.#begin();
      const notice = `The model ${version} that you stay with cannot be used: ${message} Using ${running.version}.`;
      return { ...running, notice };
    }
  }

  /**
   * Once the first list is there: brings the rest of the release (`onbetter` when lists are better for it), keeps it
   * on this device, then looks for a newer one.
   */
  async settle(onbetter: () => void): Promise<void> {
    let consequence = 'Your list is made by the part of the model that is here.';
    try {
      const completing = this.#bring((client) => client.complete());
      this.trained = completing.catch(() => undefined);
      const isBetter = await completing;
      this.isTrained = true;
      if (isBetter) onbetter();
      consequence = 'It works while you are online.';
      await this.client?.keep(pinnedVersion());
      this.kept = true;
    } catch (error) {
      const { code, message } = toPlainError(error);
      if (code !== 'aborted') this.notice = `${message} ${consequence}`;
    }
    await this.lookForNewer();
    await this.#measureBackends();
  }

  /** Brings the long tail of the release. Resolves whether lists are better for it. Throws the network's error. */
  async extend(onProgress: (progress: ByteProgress) => void): Promise<boolean> {
    const { client } = this;
    const isBetter = await this.#bring((own) => own.extend(onProgress));
    if (this.client === client) this.hasTail = true;
    return isBetter;
  }

  async #bring(work: (client: ScorerClient) => Promise<Brought>): Promise<boolean> {
    const { client } = this;
    if (!client) return false;
    const { isBetter, rows } = await work(client);
    const growth = this.#growing.then(async () => {
      const { catalogue, search } = this;
      if (this.client !== client || !catalogue) return;
      const next = await grown(catalogue, rows);
      // Another release may be in use by now.
      if (next === catalogue || this.catalogue !== catalogue) return;
      this.catalogue = next;
      // A search that cannot be made says so where somebody searches.
      void search?.extend(next).then(
        () => (this.searchedCount = next.itemCount),
        () => undefined
      );
    });
    this.#growing = growth.catch(() => undefined);
    await growth;
    return isBetter;
  }

  /**
   * Once a device and release, in idle time and only where there is a real GPU to compare with: which backend makes
   * the lists soonest. It is used from the next start on.
   */
  async #measureBackends(): Promise<void> {
    const version = this.running?.version;
    if (this.#backend !== 'auto' || version === undefined || !this.kept || rememberedTrial(version)) return;
    const gpus = await this.client?.gpus().catch(() => []);
    if (!gpus || gpus.length === 0) return;
    await untilQuiet();
    const trial = await tryBackends([...gpus, 'wasm'], (backend) => this.#createClient({ version, backend }));
    if (trial) rememberTrial(version, trial);
  }

  /** Brings a newer release here, if there is one; the one in use stays in use. */
  lookForNewer(): Promise<void> {
    this.#looking ??= this.#lookForNewer().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** Offers no other release than the one in use from now on; told `false`, the published one again. */
  stay(stays: boolean): void {
    this.pinned = stays ? this.running?.version : undefined;
    pinVersion(this.pinned);
    if (stays) this.newer = undefined;
    else void this.lookForNewer();
  }

  /** A second scorer, of a release that is tried beside the one in use; whoever asks for it stops it. */
  createOther(version: string): ScorerClient {
    return this.#createClient({ version });
  }

  /** Changes to another release; ratings, cards and the place on the page stay. Resolves whether it did. */
  async use(version: string): Promise<boolean> {
    this.newer = undefined;
    const client = this.#createClient({ version });
    try {
      const running = await client.start();
      // Movies of the long tail that the page shows are not to leave it; without them it works too.
      const tail = this.hasTail ? await client.extend().catch(() => undefined) : undefined;
      const catalogue = createCatalogue(running.catalogue);
      const whole = tail ? await grown(catalogue, tail.rows) : catalogue;
      this.client?.stop();
      this.client = client;
      this.notice = undefined;
      this.#take(running, whole);
      this.hasTail = tail !== undefined;
      this.phase = 'ready';
      return true;
    } catch (error) {
      client.stop();
      this.#stay(`The model ${version} could not start: ${toPlainError(error).message}`);
      return false;
    }
  }

  /** Whether a release was made before the one in use. */
  async isOlder(version: string): Promise<boolean> {
    const inUse = this.running?.version ?? '';
    const madeAt = async (of: string): Promise<string> => {
      const { readManifest } = await import('#release/optional-file');
      return (await readManifest({ modelsUrl: this.#modelsUrl, version: of })).createdAt;
    };
    // Versions begin with their day.
    const byName = version < inUse;
    try {
      const [other, own] = await Promise.all([madeAt(version), madeAt(inUse)]);
      return other === own ? byName : other < own;
    } catch {
      return byName;
    }
  }

  /** A movie of the release in use; before there is one, of a list that is shown meanwhile. */
  movieOf(movieId: number): Movie | undefined {
    if (!this.catalogue) return this.shownBefore.get(movieId) ?? generalMovies.get(movieId);
    const itemIndex = this.catalogue.indexOf(movieId);
    if (itemIndex === undefined) return undefined;
    const movie = this.#movies.get(movieId) ?? this.catalogue.movie(itemIndex);
    this.#movies.set(movieId, movie);
    return movie;
  }

  fail(error: unknown): void {
    this.error = toPlainError(error);
    this.phase = 'failed';
  }

  #createClient(options: Partial<ScorerOptions>): ScorerClient {
    const client: ScorerClient = new ScorerClient({
      modelsUrl: this.#modelsUrl,
      backend: this.#backend,
      onRevived: (running, why) => {
        // One that is only tried out says nothing of what the lists come from.
        if (this.client !== client) return;
        this.running = running;
        this.notice = `${why} YAMR goes on with ${running.backend}; no rating is lost.`;
      },
      ...options
    });
    return client;
  }

  #take(running: RunningScorer, catalogue = createCatalogue(running.catalogue)): void {
    const trial = this.#backend === 'auto' ? rememberedTrial(running.version) : undefined;
    this.running = trial?.fastest === running.backend ? { ...running, reason: trialWords(trial) } : running;
    this.notice = running.notice;
    this.catalogue = catalogue;
    this.hasTail = false;
    this.search = new TitleSearch(catalogue);
    this.searchedCount = catalogue.itemCount;
    this.#movies = new Map();
  }

  /** Says why the release in use is not the published one. */
  #stay(why: string): void {
    this.notice = `${why} Using the model kept on this device (${this.running?.version ?? ''}).`;
  }

  async #lookForNewer(): Promise<void> {
    const inUse = this.running?.version;
    const pinned = (this.pinned = pinnedVersion());
    if (pinned !== undefined && pinned === inUse) return;
    // Without a network there is simply no news.
    const release = await import('#release/published').catch(() => undefined);
    if (!release) return;
    let version: string;
    try {
      const signal = AbortSignal.timeout(POINTER_TIMEOUT_MS);
      const published = await release.publishedVersion({ baseUrl: this.#modelsUrl, signal, deviceNumber });
      version = published.version;
      this.pointerExpiredAt = published.expiredAt;
    } catch (error) {
      const { code, message } = toPlainError(error);
      // Being offline is no fault: there is simply no news.
      if (code !== 'offline' && code !== 'network' && code !== 'aborted') this.#stay(message);
      return;
    }
    if (version === inUse || version === this.newer) return;
    const client = this.#createClient({ version });
    try {
      await client.start();
      await client.complete();
      // Without room there is no second copy to change to; the next visit tries again.
      await client.keep(pinnedVersion());
      // Who has reached for the long tail is not to be without it after the change.
      if (this.hasTail) await client.keepTail();
      const isOlder = await this.isOlder(version);
      // The visitor may have chosen meanwhile.
      if (this.running?.version !== inUse || this.pinned !== pinned) return;
      this.newerIsOlder = isOlder;
      this.newer = version;
    } catch (error) {
      const { code, message } = toPlainError(error);
      if (code !== 'offline' && code !== 'network') {
        this.#stay(`The published model ${version} cannot be used: ${message}`);
      }
    } finally {
      client.stop();
    }
  }
}
