/**
 * Owns worker threads: heavy, independent pieces of training run side by side on the machine's cores.
 * A job is a module that calls `serveJob`; what it takes and gives is structured-clonable.
 */
import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { fromPlainError, throwIfAborted, toPlainError, YamrError, type PlainError } from '#core/errors';

type Message<Output> =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'result'; readonly output: Output }
  | { readonly kind: 'error'; readonly error: PlainError };

/** Runs in the worker: does the work for `workerData` and answers once. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a job says what it takes
export function serveJob<Input, Output>(
  work: (input: Input, onProgress: (done: number) => void) => Output | Promise<Output>
): void {
  const port = parentPort;
  if (!port) return;
  const send = (message: Message<Output>): void => {
    port.postMessage(message);
  };
  void (async () =>
    work((workerData as { readonly input: Input }).input, (done) => {
      send({ kind: 'progress', done });
    }))().then(
    (output) => {
      send({ kind: 'result', output });
    },
    (thrown: unknown) => {
      send({ kind: 'error', error: toPlainError(thrown) });
    }
  );
}

interface JobHooks {
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** Jobs under way, and those that wait for a core: first come, first served. */
let busy = 0;
const waiting: (() => void)[] = [];

/**
 * Runs a job's module in a thread of its own, once one of the machine's cores is free of other jobs. Rejects
 * with the job's error, or `aborted`; throws `aborted` where it already is.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a caller says what the job takes
export function runJob<Input, Output>(module: URL, input: Input, hooks: JobHooks = {}): Promise<Output> {
  throwIfAborted(hooks.signal);
  return withCore(() => startJob<Output>(module, input, hooks));
}

async function withCore<T>(work: () => Promise<T>): Promise<T> {
  if (busy < availableParallelism()) busy++;
  // Whoever ends hands the core over, so `busy` stays as it is.
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else busy--;
  }
}

async function startJob<Output>(
  module: URL,
  input: unknown,
  { onProgress, signal }: JobHooks
): Promise<Output> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./thread.mjs', import.meta.url), {
      workerData: { module: module.href, input }
    });
    const end = (settle: () => void): void => {
      signal?.removeEventListener('abort', abort);
      void worker.terminate();
      settle();
    };
    const abort = (): void => {
      end(() => {
        reject(new YamrError('aborted', 'The training was cancelled.'));
      });
    };
    signal?.addEventListener('abort', abort);
    worker.on('message', (message: Message<Output>) => {
      if (message.kind === 'progress') onProgress?.(message.done);
      else
        end(() => {
          if (message.kind === 'result') resolve(message.output);
          else reject(fromPlainError(message.error));
        });
    });
    worker.on('error', (error) => {
      end(() => {
        reject(error);
      });
    });
    worker.on('exit', (status) => {
      reject(new YamrError('worker-failed', `A training thread ended early (status ${status}).`));
    });
  });
}

/**
 * Runs thunks with at most `limit` under way (default: the machine's cores); results in order. Once one has
 * failed nothing more is started.
 */
export async function inParallel<T>(
  thunks: readonly (() => Promise<T>)[],
  limit = availableParallelism()
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < thunks.length) {
      const at = next++;
      try {
        results[at] = await thunks[at]!();
      } catch (thrown) {
        next = thunks.length;
        throw thrown;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, thunks.length)) }, lane));
  return results;
}

/**
 * Runs tasks side by side. Where one fails, the signal that they were started with is aborted, and its error is
 * thrown once all have ended.
 */
export async function allOrNone<P extends readonly Promise<unknown>[]>(
  signal: AbortSignal | undefined,
  start: (signal: AbortSignal) => readonly [...P]
): Promise<{ -readonly [K in keyof P]: Awaited<P[K]> }> {
  const failure = new AbortController();
  const tasks = start(AbortSignal.any(signal ? [signal, failure.signal] : [failure.signal]));
  try {
    return await Promise.all(tasks);
  } catch (thrown) {
    failure.abort();
    await Promise.allSettled(tasks);
    throw thrown;
  }
}
