import { describe, expect, it } from 'vitest';
import { starsOfKey } from './rate-keys.ts';

const key = (code: string, held: Partial<KeyboardEvent> = {}) =>
  starsOfKey({
    code,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...held
  } as KeyboardEvent);

describe('starsOfKey', () => {
  it('takes 1 to 5 as stars, on both rows of digits', () => {
    expect(['Digit1', 'Digit5', 'Numpad3'].map((code) => key(code))).toEqual([1, 5, 3]);
  });
  it('takes half a star less with Shift, so that all ten values have a key', () => {
    expect([1, 2, 3, 4, 5].map((digit) => key(`Digit${digit}`, { shiftKey: true }))).toEqual([
      0.5, 1.5, 2.5, 3.5, 4.5
    ]);
  });
  it('clears with 0, also while Shift is held', () => {
    expect([key('Digit0'), key('Digit0', { shiftKey: true })]).toEqual([0, 0]);
  });
  it('leaves other keys and the browser’s own shortcuts alone', () => {
    expect([key('Digit6'), key('KeyA'), key('Digit1', { ctrlKey: true })]).toEqual([
      undefined,
      undefined,
      undefined
    ]);
  });
});
