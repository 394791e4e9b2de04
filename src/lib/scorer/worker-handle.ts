/** Owns one worker's life: how it is spawned, how its death is noticed, how it is ended. */
import { wrap, type Remote } from 'comlink';
import { YamrError } from '#core/errors';
import { newUuid } from '#core/uuid';
import type { ScorerApi } from './worker-protocol.ts';

export interface WorkerHandle {
  readonly api: Remote<ScorerApi>;
  /** Never resolves; rejects with `worker-failed` when the worker dies or is ended. */
  readonly died: Promise<never>;
  /** From the first answer on: notices an end that no event tells of. */
  watch?(): void;
  end(): void;
}

const stopped = (detail = ''): YamrError =>
  new YamrError('worker-failed', `The part of YAMR that computes your list stopped${detail}.`);

/** Absent on plain http other than localhost, whatever the type says. */
const locks = (): LockManager | undefined => ('locks' in navigator ? navigator.locks : undefined);

/** Holds the lock of its name for as long as this thread lives; called in the worker. */
export function holdLifeLock(): void {
  // Refused where cookies are blocked; then the end of a worker is noticed by what it does not answer.
  locks()
    ?.request(self.name, () => new Promise(() => undefined))
    .catch(() => undefined);
}

export function spawnScorerWorker(): WorkerHandle {
  const name = `scorer-${newUuid()}`;
  const worker = new Worker(new URL('./scorer.worker.ts', import.meta.url), { type: 'module', name });
  let die: (error: YamrError) => void = () => undefined;
  const died = new Promise<never>((_, reject) => {
    die = reject;
    const fail = (event: Event): void => {
      reject(stopped(event instanceof ErrorEvent && event.message ? `: ${event.message}` : ''));
    };
    worker.addEventListener('error', fail);
    worker.addEventListener('messageerror', fail);
  });
  // A worker may die while nobody waits for it; the next call finds out.
  died.catch(() => undefined);
  const ended = new AbortController();
  return {
    api: wrap<ScorerApi>(worker),
    died,
    watch() {
      // A worker that the browser ends (memory) fires no event, but lets go of its lock.
      locks()
        ?.request(name, { signal: ended.signal }, () => die(stopped()))
        .catch(() => undefined);
    },
    end() {
      ended.abort();
      worker.terminate();
      die(stopped());
    }
  };
}
