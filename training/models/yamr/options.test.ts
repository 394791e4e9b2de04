import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochsFor, factorsFor } from './options.ts';

describe('epochsFor', () => {
  it('keeps the epochs that were settled on up to 600 users, and halves them at four times as many', () => {
    expect([20, 600, 2400].map((users) => epochsFor(60, users))).toEqual([60, 60, 30]);
  });

  it('lets the steps grow no faster than the users, and never trains more than was asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 100 }), (users, epochs) => {
        const now = epochsFor(epochs, users);
        expect(now).toBeLessThanOrEqual(epochs);
        expect(now).toBeGreaterThanOrEqual(Math.min(epochs, 6));
      })
    );
  });
});

describe('factorsFor', () => {
  it('gives the pool what was settled on, with a fifth of the people left out too, and ml-latest-small ten', () => {
    expect([481_427, 385_000, 100_836, 80_000].map((ratings) => factorsFor(16, ratings))).toEqual([
      16, 16, 10, 10
    ]);
  });

  it('grows with the ratings, but slower than they do, and ends', () => {
    expect(factorsFor(16, 8 * 440_000)).toBe(32);
    expect(factorsFor(16, 1e12)).toBe(64);
  });

  it('never leaves fewer than eight, unless fewer were asked for', () => {
    expect([factorsFor(16, 10), factorsFor(4, 10)]).toEqual([8, 4]);
  });
});
