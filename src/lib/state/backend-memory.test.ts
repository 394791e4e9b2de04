import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fastestBefore, rememberedTrial, rememberTrial, trialWords } from './backend-memory.ts';

const trial = { fastest: 'wasm', medianMs: { webgpu: 6.04, wasm: 3.1 } } as const;

describe('what a device remembers of its backends', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value)
    });
  });
  afterEach(() => {
    kept.clear();
    vi.unstubAllGlobals();
  });

  it('is the trial of this release; for another one only where to begin', () => {
    expect(fastestBefore()).toBeUndefined();
    rememberTrial('a', trial);
    expect(rememberedTrial('a')).toMatchObject(trial);
    expect(rememberedTrial('b')).toBeUndefined();
    expect(fastestBefore()).toBe('wasm');
  });

  it.each(['{', '{"version":"a"}', '{"version":"a","fastest":"abacus","medianMs":{}}'])(
    'is nothing where it cannot be read: %s',
    (text) => {
      kept.set('yamr:backend', text);
      expect(rememberedTrial('a')).toBeUndefined();
      expect(fastestBefore()).toBeUndefined();
    }
  );

  it('is nothing, and no fault, where the browser keeps nothing', () => {
    vi.stubGlobal('localStorage', undefined);
    expect(() => rememberTrial('a', trial)).not.toThrow();
    expect(rememberedTrial('a')).toBeUndefined();
  });

  it('is said in words, the fastest first', () => {
    expect(trialWords(trial)).toBe('measured here: wasm 3.1 ms, webgpu 6.0 ms');
  });
});
