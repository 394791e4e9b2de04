import { describe, expect, it } from 'vitest';
import { every, parseInterval } from './every.ts';

describe('an interval', () => {
  it.each([
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000]
  ])('%s is read', (text, ms) => {
    expect(parseInterval(text)).toBe(ms);
  });

  it.each(['', '0h', '24', 'h', '1.5h', '-1d', '24 h', '5s'])('is not "%s"', (text) => {
    expect(() => parseInterval(text)).toThrow(`"${text}" is no interval: say 30m, 24h or 7d.`);
  });
});

/** Runs on a clock that only work and waiting move; ends after the last duration. */
async function simulate(durationsMs: readonly number[], fails: readonly number[] = []) {
  let nowMs = 0;
  const interruption = new AbortController();
  const starts: number[] = [];
  const failures: unknown[] = [];
  await every(
    async () => {
      const run = starts.push(nowMs) - 1;
      nowMs += durationsMs[run] ?? 0;
      if (run === durationsMs.length - 1) interruption.abort();
      if (fails.includes(run)) throw new Error(`run ${run}`);
      await Promise.resolve();
    },
    {
      intervalMs: 100,
      signal: interruption.signal,
      onFailure: (thrown) => failures.push(thrown),
      onWait: () => undefined,
      nowMs: () => nowMs,
      wait: (ms) => {
        nowMs += ms;
        return Promise.resolve();
      }
    }
  );
  return { starts, failures };
}

describe('doing it again and again', () => {
  it('starts at every interval, counted from the last start, and at once after a run that took longer', async () => {
    expect((await simulate([10, 60, 250, 1])).starts).toEqual([0, 100, 200, 450]);
  });

  it('goes on after a run that failed, and says so', async () => {
    const { starts, failures } = await simulate([1, 1, 1], [0, 1]);
    expect(starts).toEqual([0, 100, 200]);
    expect(failures).toEqual([new Error('run 0'), new Error('run 1')]);
  });

  it('ends without a complaint about the run that was interrupted', async () => {
    expect((await simulate([1, 1], [1])).failures).toEqual([]);
  });

  it('ends while it waits, without waiting for the end', async () => {
    const interruption = new AbortController();
    const startMs = performance.now();
    setTimeout(() => {
      interruption.abort();
    }, 20);
    await every(() => Promise.resolve(), {
      intervalMs: 100 * 86_400_000,
      signal: interruption.signal,
      onFailure: (thrown) => expect.unreachable(String(thrown)),
      onWait: () => undefined
    });
    expect(performance.now() - startMs).toBeLessThan(5000);
  });
});
