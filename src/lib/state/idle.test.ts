import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { untilQuiet, whenIdle } from './idle.ts';

let waiting: ((deadline: IdleDeadline) => void)[] = [];
const pause = (ms: number): void => {
  for (const look of waiting.splice(0)) look({ timeRemaining: () => ms, didTimeout: false });
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  waiting = [];
});
function browserThatTells(): void {
  vi.stubGlobal('requestIdleCallback', (work: (deadline: IdleDeadline) => void) => waiting.push(work));
  vi.stubGlobal('cancelIdleCallback', () => (waiting = []));
}
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  return (
    (await Promise.race([promise.then(() => 'done'), Promise.resolve('not yet').then((word) => word)])) ===
    'done'
  );
}

it('is quiet at the first long pause, not at those between frames', async () => {
  browserThatTells();
  const quiet = untilQuiet();
  pause(9);
  pause(12);
  expect(await isDone(quiet)).toBe(false);
  pause(49);
  await expect(quiet).resolves.toBeUndefined();
});

it('does not wait for ever for a page that is never quiet', async () => {
  browserThatTells();
  const quiet = untilQuiet();
  vi.advanceTimersByTime(3001);
  pause(0);
  await expect(quiet).resolves.toBeUndefined();
});

it('waits a moment where the browser does not tell', async () => {
  const work = vi.fn();
  const stop = whenIdle(vi.fn(() => expect.unreachable()));
  stop();
  whenIdle(work);
  const quiet = untilQuiet();
  vi.advanceTimersByTime(1000);
  await expect(quiet).resolves.toBeUndefined();
  expect(work).toHaveBeenCalledTimes(1);
});

it('takes work back that waits for a pause', () => {
  browserThatTells();
  const work = vi.fn();
  whenIdle(work);
  pause(1);
  whenIdle(work)();
  pause(1);
  expect(work).toHaveBeenCalledTimes(1);
});
