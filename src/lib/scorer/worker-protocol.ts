/**
 * Owns what crosses between the page and the scorer worker: plain, structured-clonable values. Errors
 * cross as `{code, message}` inside an outcome, because comlink would strip a thrown error of its code.
 */
import { fromPlainError, toPlainError, type PlainError } from '#core/errors';
import type { MovieId } from '#core/ids';
import type { ByteProgress } from '#release/download';
import type { BackendName } from '#core/backend-names';
import type { GpuBackend } from './gpu-adapters.ts';
import type { ExplainRequest, MovieExplanation } from './explain.ts';
import type { ForeseeRequest, Foresight } from './foresee.ts';
import type { PackedCatalogue, PackedRows } from './packed-catalogue.ts';
import type { Packed } from './packed-ratings.ts';
import type { QuestionsRequest } from './questions.ts';
import type { Reason, ReasonsRequest } from './reasons.ts';
import type { RecommendRequest, RecommendResult } from './recommend.ts';
import type { ReplayRequest, ReplayResult } from './replay.ts';
import type { SelfTestResult } from './self-test.ts';
import type { SimilarMovie, SimilarRequest } from './similar-movies.ts';
import type { TogetherRequest, TogetherResult } from './together.ts';

export type { BackendName };
export type RequestedBackend = BackendName | 'auto';

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: PlainError };

/** The release in use, as the page needs it. */
export interface OpenedRelease {
  readonly version: string;
  readonly modelName: string;
  readonly catalogue: PackedCatalogue;
  /** Of the long tail, which `extend` brings; 0 where the release has none. */
  readonly tailBytes: number;
  readonly fromCache: boolean;
  readonly notice?: string;
}

/** What more of a release has brought. */
export interface Brought {
  /** Whether lists are better than before. */
  readonly isBetter: boolean;
  /** The rows of the catalogue behind those that the page has. */
  readonly rows: PackedRows;
}

export interface StartedBackend {
  readonly backend: BackendName;
  /** Why this one, in words for people. */
  readonly reason: string;
  /** From the call to the first list. */
  readonly startMs: number;
}

/** One request that this thread has sent, for the log on the privacy page. */
export interface SentRequest {
  readonly url: string;
  /** Unix time in milliseconds. */
  readonly sentAtMs: number;
  readonly durationMs: number;
  /** Bytes over the network, headers included; 0 from a cache or where the other host does not tell. */
  readonly transferBytes: number;
}

/** What `scorer.worker.ts` exposes. `open`, `start` (which waits for `open`), then the others in any order. */
export interface ScorerApi {
  /** Reads or downloads a release, verified: the newest kept, or the published one, unless a version is asked for. */
  open(
    modelsUrl: string,
    version: string | undefined,
    onProgress: (progress: ByteProgress) => void
  ): Promise<Outcome<OpenedRelease>>;
  /** Starts a backend and scores once, so that what fails, fails here. */
  start(requested: RequestedBackend): Promise<Outcome<StartedBackend>>;
  /**
   * Brings the rest of what was trained to a release whose first stage scores already, and scores with all of it from then
   * on. The page has `knownRows` rows of the catalogue.
   */
  complete(knownRows: number): Promise<Outcome<Brought>>;
  /** Brings the long tail too, likewise; progress is that of its own bytes. */
  extend(knownRows: number, onProgress: (progress: ByteProgress) => void): Promise<Outcome<Brought>>;
  /** Stores the long tail on this device for `extend` to find; nothing is made of it yet. */
  keepTail(): Promise<Outcome<null>>;
  /** The GPU backends that are worth a trial: asking takes a drawing context, which a page would feel. */
  gpus(): Promise<Outcome<readonly GpuBackend[]>>;
  /** Makes the release, now that it has scored, the newest that this device keeps; `pinned` stays kept beside it. */
  keep(pinned?: string): Promise<Outcome<null>>;
  recommend(request: Packed<RecommendRequest>): Promise<Outcome<RecommendResult>>;
  /** Movies to ask about next. */
  questions(request: Packed<QuestionsRequest>): Promise<Outcome<readonly MovieId[]>>;
  /** Predictions taken apart, and the rank of each movie without each rating. */
  explain(request: Packed<ExplainRequest>): Promise<Outcome<readonly MovieExplanation[]>>;
  /** Why each of some movies, in a line. */
  reasons(request: Packed<ReasonsRequest>): Promise<Outcome<readonly Reason[]>>;
  /** Movies like one. */
  similar(request: SimilarRequest): Promise<Outcome<readonly SimilarMovie[]>>;
  /** What would have been predicted for each rating just before it. */
  replay(request: Packed<ReplayRequest>): Promise<Outcome<ReplayResult>>;
  /** What was expected of one movie before it was rated. */
  foresee(request: Packed<ForeseeRequest>): Promise<Outcome<Foresight | null>>;
  /** One list for several people. */
  together(request: TogetherRequest): Promise<Outcome<TogetherResult>>;
  /** Every request that the worker has sent. */
  requests(): Promise<Outcome<readonly SentRequest[]>>;
  selfTest(): Promise<Outcome<SelfTestResult>>;
  dispose(): Promise<Outcome<null>>;
}

/** Runs work whose failure must cross a thread. */
export async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, error: toPlainError(thrown) };
  }
}

/** The value on the other side, or the error thrown as a YamrError again. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw fromPlainError(outcome.error);
}
