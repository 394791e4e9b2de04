/** Owns a scorer's first two requests: a worker is spawned and told what to open and on what, before anybody waits for it. */
import { proxy } from 'comlink';
import type { ByteProgress } from '#release/download';
import { spawnScorerWorker, type WorkerHandle } from './worker-handle.ts';
import type { OpenedRelease, Outcome, RequestedBackend, StartedBackend } from './worker-protocol.ts';

export interface BeginOptions {
  readonly modelsUrl: string;
  readonly version: string | undefined;
  readonly backend: RequestedBackend;
  readonly spawn?: (() => WorkerHandle) | undefined;
}

/** A worker at its start. */
export interface BegunScorer {
  readonly options: BeginOptions;
  readonly worker: WorkerHandle;
  readonly opening: Promise<Outcome<OpenedRelease>>;
  readonly starting: Promise<Outcome<StartedBackend>>;
  /** Told of the download from then on. */
  onProgress: ((progress: ByteProgress) => void) | undefined;
}

export function beginScorer(options: BeginOptions): BegunScorer {
  const worker = (options.spawn ?? spawnScorerWorker)();
  const report = proxy((progress: ByteProgress) => begun.onProgress?.(progress));
  const begun: BegunScorer = {
    options,
    worker,
    opening: worker.api.open(options.modelsUrl, options.version, report),
    // Asked for at once: the worker need not wait for a page that is busy with its own start.
    starting: worker.api.start(options.backend),
    onProgress: undefined
  };
  return begun;
}
