import { describe, expect, it } from 'vitest';
import { allOrNone, inParallel, runJob } from './parallel.ts';

const module = new URL('../tests/echo.job.ts', import.meta.url);
const echo = (say: string, options?: Parameters<typeof runJob>[2]) =>
  runJob<object, string>(module, { say }, options);

// Starting a thread costs a second of compiling, so these run side by side.
describe.concurrent('a job in a thread', () => {
  it('answers once, and its progress arrives before', async ({ expect }) => {
    const progress: number[] = [];
    expect(await echo('hello', { onProgress: (done) => progress.push(done) })).toBe('hello!');
    expect(progress).toEqual([0.5]);
  });

  it('sends its error across with code and sentence', async ({ expect }) => {
    await expect(echo('fail')).rejects.toMatchObject({
      name: 'YamrError',
      code: 'bad-data',
      message: 'The job refuses.'
    });
    await expect(echo('crash')).rejects.toMatchObject({ code: 'internal', message: 'x is not a function' });
  });

  it('fails where the thread dies without an answer, or its module does not exist', async ({ expect }) => {
    await expect(echo('die')).rejects.toMatchObject({
      code: 'worker-failed',
      message: 'A training thread ended early (status 3).'
    });
    await expect(runJob(new URL('../tests/no.job.ts', import.meta.url), {})).rejects.toThrow(/no\.job\.ts/);
  });

  it('ends at once when it is aborted, before it starts or while it works', async ({ expect }) => {
    const controller = new AbortController();
    const startMs = performance.now();
    // It has said how far it is, so it is at work.
    const waiting = echo('wait', { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    expect(performance.now() - startMs).toBeLessThan(30_000);
    expect(() => echo('hello', { signal: controller.signal })).toThrow(
      expect.objectContaining({ code: 'aborted' })
    );
  });
});

describe('inParallel', () => {
  it('keeps the order of the results and never has more than the limit under way', async () => {
    let now = 0;
    let most = 0;
    const thunks = [30, 1, 20, 5, 10].map((delayMs, k) => async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      now--;
      return k;
    });
    expect(await inParallel(thunks, 2)).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
    expect(await inParallel([], 2)).toEqual([]);
  });

  it('starts nothing more once one has failed', async () => {
    const started: number[] = [];
    const thunks = [0, 1, 2, 3].map((k) => async () => {
      started.push(k);
      await new Promise((resolve) => setTimeout(resolve, k === 1 ? 20 : 1));
      if (k === 0) throw new Error('first');
    });
    await expect(inParallel(thunks, 2)).rejects.toThrow('first');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(started).toEqual([0, 1]);
  });
});

describe('tasks side by side', () => {
  it('give all results in order', async () => {
    const results = await allOrNone(undefined, () => [Promise.resolve(1), Promise.resolve('two')]);
    expect(results).toEqual([1, 'two']);
  });

  it('are all ended by the first failure, which is what is thrown', async () => {
    let ended = false;
    const untilAborted = (signal: AbortSignal): Promise<void> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          ended = true;
          reject(new Error('second'));
        });
      });
    const both = allOrNone(undefined, (signal) => [untilAborted(signal), Promise.reject(new Error('first'))]);
    await expect(both).rejects.toThrow('first');
    expect(ended).toBe(true);
  });

  it('hear of an abort from outside', async () => {
    const outside = new AbortController();
    const task = allOrNone(outside.signal, (signal) => [
      new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      })
    ]);
    outside.abort();
    await expect(task).resolves.toHaveLength(1);
  });
});
