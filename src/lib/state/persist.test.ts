import { afterEach, expect, it, vi } from 'vitest';
import { askToPersist } from './persist.ts';

function browser(isPersisted: boolean, answer: boolean) {
  const kept = new Map<string, string>();
  const persist = vi.fn(() => Promise.resolve(answer));
  vi.stubGlobal('navigator', { storage: { persisted: () => Promise.resolve(isPersisted), persist } });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value)
  });
  return persist;
}
afterEach(() => {
  vi.unstubAllGlobals();
});

it('asks the browser once a device, whatever the answer was', async () => {
  const persist = browser(false, false);
  expect([await askToPersist(), await askToPersist()]).toEqual([false, false]);
  expect(persist).toHaveBeenCalledTimes(1);
});

it('asks nothing where storage is persistent already', async () => {
  const persist = browser(true, true);
  expect(await askToPersist()).toBe(true);
  expect(persist).not.toHaveBeenCalled();
});

it('takes a browser that keeps nothing for a no', async () => {
  vi.stubGlobal('navigator', {});
  expect(await askToPersist()).toBe(false);
});
