import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochsFor } from './options.ts';

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
