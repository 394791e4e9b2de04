import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CounterBatchSchema } from '#core/counters';
import { hasAgreed } from '../state/agreement.ts';
import { count } from './counts.ts';
import { isDue, SEND_EVERY_MS, sendDue } from './sending.ts';
import { NOTHING_YET, readWaiting, writeWaiting } from './waiting.ts';

const NOW_MS = 1_800_000_000_000;
const source = { version: 'yamr-1', appVersion: '0.1.0', backend: 'wasm' } as const;
const reports = [...count([], source, { kind: 'list', elapsedMs: 20 })];

/** localStorage of one test. */
function fakeStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const entries = new Map<string, string>();
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key)
  };
}

describe('what waits to be sent', () => {
  const ask = vi.fn<typeof fetch>();
  beforeEach(() => {
    vi.stubGlobal('localStorage', fakeStorage());
    ask.mockReset();
  });
  afterEach(() => vi.unstubAllGlobals());
  const answer = (status: number) =>
    ask.mockImplementation(() => Promise.resolve(new Response(null, { status })));

  it('is sent as a batch of the contract, without an identity, and is gone then', async () => {
    writeWaiting({ ...NOTHING_YET, reports });
    answer(204);
    await sendDue('/api', NOW_MS, ask);
    const [url, init] = ask.mock.calls[0] ?? [];
    expect(url).toBe('/api/counters');
    expect(init).toMatchObject({ method: 'POST', keepalive: true, credentials: 'omit' });
    expect(v.is(CounterBatchSchema, JSON.parse(init?.body as string))).toBe(true);
    expect(readWaiting()).toMatchObject({ reports: [], triedAtMs: NOW_MS });
  });

  it('is sent at most once an hour', async () => {
    writeWaiting({ ...NOTHING_YET, reports, triedAtMs: NOW_MS - SEND_EVERY_MS + 1 });
    await sendDue('/api', NOW_MS, ask);
    expect(ask).not.toHaveBeenCalled();
    expect(isDue(NOW_MS - SEND_EVERY_MS, NOW_MS)).toBe(true);
    expect(isDue(NOW_MS + 1, NOW_MS)).toBe(true);
  });

  it('stays where nobody answered or the server failed, and is dropped where it is not wanted', async () => {
    for (const [status, left] of [
      [503, 1],
      [429, 1],
      [400, 0]
    ] as const) {
      writeWaiting({ ...NOTHING_YET, reports });
      answer(status);
      await sendDue('/api', NOW_MS, ask);
      expect(readWaiting()?.reports).toHaveLength(left);
    }
    writeWaiting({ ...NOTHING_YET, reports });
    ask.mockRejectedValue(new TypeError('Failed to fetch'));
    await sendDue('/api', NOW_MS, ask);
    expect(readWaiting()?.reports).toEqual(reports);
  });

  it('is nothing without an agreement, and withdrawing deletes it even while a batch is under way', async () => {
    expect(hasAgreed()).toBe(false);
    await sendDue('/api', NOW_MS, ask);
    expect(ask).not.toHaveBeenCalled();
    writeWaiting({ ...NOTHING_YET, reports });
    ask.mockImplementation(() => {
      writeWaiting(undefined);
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    await sendDue('/api', NOW_MS, ask);
    expect([hasAgreed(), readWaiting()]).toEqual([false, undefined]);
  });

  it('that means nothing counts as no agreement', () => {
    localStorage.setItem('yamr:measure', '{"formatVersion":1,"reports":[{"userId":"somebody"}]}');
    expect(readWaiting()).toBeUndefined();
  });
});
