/**
 * Owns the scorer as pages see it: starts the worker, falls back where a backend fails or hangs, lets the
 * latest request win, and brings a dead worker back once.
 */
import { proxy, type Remote } from 'comlink';
import type { CatalogueFile } from '#core/catalogue';
import { YamrError, toPlainError } from '#core/errors';
import type { MovieId } from '#core/ids';
import type { ByteProgress } from '#release/download';
import { beginScorer, type BegunScorer } from './begin.ts';
import type { ExplainRequest, MovieExplanation } from './explain.ts';
import type { ForeseeRequest, Foresight } from './foresee.ts';
import type { GpuBackend } from './gpu-adapters.ts';
import { unpackCatalogue } from './packed-catalogue.ts';
import { pack } from './packed-ratings.ts';
import type { QuestionsRequest } from './questions.ts';
import type { Reason, ReasonsRequest } from './reasons.ts';
import type { RecommendRequest, RecommendResult } from './recommend.ts';
import type { ReplayRequest, ReplayResult } from './replay.ts';
import type { SelfTestResult } from './self-test.ts';
import type { TogetherRequest, TogetherResult } from './together.ts';
import type { SimilarMovie, SimilarRequest } from './similar-movies.ts';
import type { WorkerHandle } from './worker-handle.ts';
import {
  valueOf,
  type Brought,
  type OpenedRelease,
  type Outcome,
  type RequestedBackend,
  type ScorerApi,
  type SentRequest,
  type StartedBackend
} from './worker-protocol.ts';

export interface ScorerOptions {
  readonly modelsUrl: string;
  /** This release and no other; else the newest kept, or the published one. */
  readonly version?: string;
  readonly backend: RequestedBackend;
  readonly onProgress?: (progress: ByteProgress) => void;
  /** Told when a worker had to be replaced in the middle of use, by what, and why in a sentence. */
  readonly onRevived?: (running: RunningScorer, why: string) => void;
  /** For starting a backend and its first list, in place of START_TIMEOUT_MS and GPU_START_TIMEOUT_MS. */
  readonly startTimeoutMs?: number;
  /** For one list: far beyond any that was measured, so only a hung worker meets it. */
  readonly workTimeoutMs?: number;
  readonly spawn?: () => WorkerHandle;
  /** A worker that is on its way with these options: the first start takes it. */
  readonly begun?: BegunScorer;
}

export interface RunningScorer extends Omit<OpenedRelease, 'catalogue'>, StartedBackend {
  readonly catalogue: CatalogueFile;
}

/** How much of a release a worker has brought. */
type Reach = 'start' | 'whole' | 'all';

/** Tried in turn after the one that was asked for: they run everywhere. */
const FALLBACKS: readonly RequestedBackend[] = ['wasm', 'cpu'];

/** Their scripts and wasm (260 KB) may come over a slow network; neither hangs for other reasons. */
const START_TIMEOUT_MS = 20_000;
/** A GPU is asked for by name where it has worked before, its script is kept by then: shaders compile, drivers hang. */
const GPU_START_TIMEOUT_MS = 8_000;

/** For what may bring megabytes over a slow network while lists are computed. */
const DOWNLOAD_TIMEOUT_MS = 600_000;

/** A worker in the place of another answers after this time with what it has: the rest may have to come over a network. */
const RESTORE_TIMEOUT_MS = 5_000;

/** Failures of a worker that another one may not have. */
const REPLACED: ReadonlySet<string> = new Set(['worker-failed', 'backend-failed']);

const aborted = (): YamrError => new YamrError('aborted', 'A newer request took its place.');

export class ScorerClient {
  readonly #options: ScorerOptions;
  #worker: WorkerHandle | undefined;
  #begun: BegunScorer | undefined;
  #running: RunningScorer | undefined;
  #reviving: Promise<unknown> | undefined;
  /** What the page has had: a worker that takes the place of a dead one brings as much. */
  #reach: Reach = 'start';
  #knownRows = 0;
  /** Of the backend that ran until it failed. */
  #failed: string | undefined;
  /** From `start` to `stop`. */
  #life = new AbortController();
  /** Of the last request; none while nobody waits for a list. */
  #turn: Promise<void> | undefined;
  #supersede: (() => void) | undefined;

  constructor(options: ScorerOptions) {
    this.#options = options;
    this.#begun = options.begun;
  }

  /** Loads the release and starts a backend. Throws the release's error, or `no-backend`. */
  async start(): Promise<RunningScorer> {
    const asked = this.#running?.backend ?? this.#options.backend;
    // A worker that comes back must know the release whose catalogue the page shows.
    const version = this.#running?.version ?? this.#options.version;
    const failures: string[] = this.#failed === undefined ? [] : [this.#failed];
    const { signal: life } = (this.#life = new AbortController());
    for (const requested of new Set(this.#failed === undefined ? [asked, ...FALLBACKS] : FALLBACKS)) {
      this.#worker?.end();
      const { worker, opening, starting } = this.#begin(requested, version);
      this.#worker = worker;
      const release = valueOf(await Promise.race([opening, worker.died]));
      worker.watch?.();
      try {
        const isGpu = requested === 'webgpu' || requested === 'webgl';
        const usualMs = isGpu ? GPU_START_TIMEOUT_MS : START_TIMEOUT_MS;
        const { startTimeoutMs = usualMs } = this.#options;
        const started = valueOf(await this.#within(worker, starting, startTimeoutMs));
        const reason = [...failures, started.reason].join('; ');
        const catalogue = unpackCatalogue(release.catalogue);
        // The page knows as many rows as it was given, whatever a worker in the place of another has yet.
        if (this.#running?.version !== release.version) {
          this.#knownRows = catalogue.movieId.length;
          this.#reach = 'start';
        }
        this.#running = { ...release, ...started, catalogue, reason };
        return this.#running;
      } catch (error) {
        if (life.aborted) throw aborted();
        const { code, message } = toPlainError(error);
        // A release that cannot be used cannot be used by another backend either.
        if (code === 'bad-release' || code === 'unknown-format') throw error;
        failures.push(`${requested}: ${message}`);
      }
    }
    this.stop();
    throw new YamrError('no-backend', `Nothing on this device can run the model. ${failures.join(' ')}`);
  }

  /** What was begun before this client was made, once, else a new worker. */
  #begin(backend: RequestedBackend, version: string | undefined): BegunScorer {
    const { modelsUrl, spawn, onProgress } = this.#options;
    const begun = this.#begun ?? beginScorer({ modelsUrl, version, backend, spawn });
    this.#begun = undefined;
    begun.onProgress = onProgress;
    return begun;
  }

  /** Brings the rest of what was trained. Throws the network's error. */
  complete(): Promise<Brought> {
    return this.#bring('whole', (api) => api.complete(this.#knownRows));
  }

  /** Brings the long tail too; progress is that of its own bytes. Throws the network's error. */
  extend(onProgress: (progress: ByteProgress) => void = () => undefined): Promise<Brought> {
    return this.#bring('all', (api) => api.extend(this.#knownRows, proxy(onProgress)));
  }

  /** Stores the long tail on this device for `extend` to find. Throws `storage-full`, `storage-failed` or the network's error. */
  async keepTail(): Promise<void> {
    await this.#call((api) => api.keepTail(), DOWNLOAD_TIMEOUT_MS);
  }

  async #bring(reach: Reach, work: (api: Remote<ScorerApi>) => Promise<Outcome<Brought>>): Promise<Brought> {
    const brought = await this.#call(work, DOWNLOAD_TIMEOUT_MS);
    if (this.#reach !== 'all') this.#reach = reach;
    const { fromRow, rowCount } = brought.rows;
    this.#knownRows = Math.max(this.#knownRows, fromRow + rowCount);
    return brought;
  }

  /** The GPU backends that are worth a trial on this device. */
  gpus(): Promise<readonly GpuBackend[]> {
    return this.#call((api) => api.gpus());
  }

  /**
   * Makes the release, now that it has scored, the newest that this device keeps; `pinned` stays kept beside it.
   * Throws `storage-full` or `storage-failed`.
   */
  async keep(pinned?: string): Promise<void> {
    await this.#call((api) => api.keep(pinned), DOWNLOAD_TIMEOUT_MS);
  }

  /** The list for these ratings. An older request that still waits rejects with `aborted`. */
  recommend(request: RecommendRequest, signal?: AbortSignal): Promise<RecommendResult> {
    this.#supersede?.();
    return new Promise((resolve, reject) => {
      let wanted = true;
      const cancel = (): void => {
        wanted = false;
        reject(aborted());
      };
      this.#supersede = cancel;
      if (signal?.aborted) cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      const work = async (): Promise<void> => {
        if (wanted) await this.#call((api) => api.recommend(pack(request))).then(resolve, reject);
      };
      // One request is in the worker at a time, and those that were overtaken while they waited never enter it. To a free
      // worker it goes before the page is drawn anew, so that both go on side by side.
      const turn = (this.#turn?.then(work) ?? work()).finally(() => {
        if (this.#turn === turn) this.#turn = undefined;
      });
      this.#turn = turn;
    });
  }

  /** What a list for another request would be: it overtakes nothing, and nothing overtakes it. */
  recommendBeside(request: RecommendRequest): Promise<RecommendResult> {
    return this.#call((api) => api.recommend(pack(request)));
  }

  /** Predictions taken apart, and the rank of each movie without each rating. */
  explain(request: ExplainRequest): Promise<readonly MovieExplanation[]> {
    return this.#call((api) => api.explain(pack(request)));
  }

  /** Why each of some movies, in a line. */
  reasons(request: ReasonsRequest): Promise<readonly Reason[]> {
    return this.#call((api) => api.reasons(pack(request)));
  }

  /** Movies like one. */
  similar(request: SimilarRequest): Promise<readonly SimilarMovie[]> {
    return this.#call((api) => api.similar(request));
  }

  /** What would have been predicted for each rating just before it. */
  replay(request: ReplayRequest): Promise<ReplayResult> {
    return this.#call((api) => api.replay(pack(request)));
  }

  /** What was expected of one movie before it was rated; null where the release does not hold it. */
  foresee(request: ForeseeRequest): Promise<Foresight | null> {
    return this.#call((api) => api.foresee(pack(request)));
  }

  /** One list for several people. */
  together(request: TogetherRequest): Promise<TogetherResult> {
    return this.#call((api) => api.together(request));
  }

  /** Every request that the worker has sent. */
  requests(): Promise<readonly SentRequest[]> {
    return this.#call((api) => api.requests());
  }

  /** Movies to ask the visitor about next, most valuable first. */
  questions(request: QuestionsRequest): Promise<readonly MovieId[]> {
    return this.#call((api) => api.questions(pack(request)));
  }

  /** Scores the release's golden cases on this device. */
  selfTest(): Promise<SelfTestResult> {
    return this.#call((api) => api.selfTest());
  }

  /** Ends the worker, a download included; `start` begins anew. */
  stop(): void {
    this.#life.abort();
    this.#worker?.end();
    this.#worker = undefined;
  }

  async #call<T>(
    work: (api: Remote<ScorerApi>) => Promise<Outcome<T>>,
    timeoutMs = this.#options.workTimeoutMs ?? 20_000
  ): Promise<T> {
    if (this.#reviving) await this.#reviving;
    const worker = this.#worker;
    try {
      return await this.#attempt(work, timeoutMs);
    } catch (error) {
      if (!(error instanceof YamrError) || !REPLACED.has(error.code)) throw error;
      if (this.#life.signal.aborted) throw aborted();
      await this.#revive(worker, error);
      return this.#attempt(work, timeoutMs);
    }
  }

  /** A worker in the place of a dead one; many calls may have found it dead. */
  async #revive(dead: WorkerHandle | undefined, { code, message }: YamrError): Promise<void> {
    if (!this.#reviving && this.#worker !== dead) return;
    if (code === 'backend-failed') this.#failed = `${this.#running?.backend ?? ''}: ${message}`;
    this.#reviving ??= this.start()
      .then(async (running) => {
        await this.#restore();
        this.#options.onRevived?.(running, message);
      })
      .finally(() => (this.#reviving = undefined));
    await this.#reviving;
  }

  /** Brings a worker that has just started as far as the one before was; where that fails it goes on with less. */
  async #restore(): Promise<void> {
    const reach = this.#reach;
    if (reach === 'start') return;
    // None of the rows: the page has them.
    const work = (api: Remote<ScorerApi>): Promise<Outcome<Brought>> =>
      reach === 'all'
        ? api.extend(
            this.#knownRows,
            proxy(() => undefined)
          )
        : api.complete(this.#knownRows);
    await this.#attempt(work, RESTORE_TIMEOUT_MS).catch(() => undefined);
  }

  async #attempt<T>(work: (api: Remote<ScorerApi>) => Promise<Outcome<T>>, timeoutMs: number): Promise<T> {
    const worker = this.#worker;
    if (!worker)
      throw new YamrError('worker-failed', 'The part of YAMR that computes your list is not running.');
    return valueOf(await this.#within(worker, work(worker.api), timeoutMs));
  }

  /** The work's outcome, unless the worker dies or the time is up first. */
  async #within<T>(worker: WorkerHandle, work: Promise<T>, timeoutMs: number): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new YamrError('worker-failed', `No answer within ${timeoutMs / 1000} seconds.`);
      timer = setTimeout(() => reject(error), timeoutMs);
    });
    try {
      return await Promise.race([work, worker.died, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
