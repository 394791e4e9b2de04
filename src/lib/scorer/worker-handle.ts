/** Owns one worker's life: how it is spawned, how its death is noticed, how it is ended. */
import { wrap, type Remote } from 'comlink';
import { YamrError } from '#core/errors';
import type { ScorerApi } from './worker-protocol.ts';

export interface WorkerHandle {
  readonly api: Remote<ScorerApi>;
  /** Never resolves; rejects with `worker-failed` when the worker dies. */
  readonly died: Promise<never>;
  end(): void;
}

export function spawnScorerWorker(): WorkerHandle {
  const worker = new Worker(new URL('./scorer.worker.ts', import.meta.url), {
    type: 'module',
    name: 'scorer'
  });
  const died = new Promise<never>((_, reject) => {
    const fail = (event: Event): void => {
      const detail = event instanceof ErrorEvent && event.message ? `: ${event.message}` : '';
      reject(new YamrError('worker-failed', `The part of YAMR that computes your list stopped${detail}.`));
    };
    worker.addEventListener('error', fail);
    worker.addEventListener('messageerror', fail);
  });
  // A worker may die while nobody waits for it; the next call finds out.
  died.catch(() => undefined);
  return { api: wrap<ScorerApi>(worker), died, end: () => worker.terminate() };
}
