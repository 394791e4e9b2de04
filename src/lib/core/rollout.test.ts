import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInShare } from './rollout.ts';

const device = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const version = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('a roll-out', () => {
  it('reaches nobody at 0 and everybody at 1', () => {
    fc.assert(
      fc.property(
        device,
        version,
        (number, name) => !isInShare(number, name, 0) && isInShare(number, name, 1)
      )
    );
  });

  it('keeps a device that is in when its share grows', () => {
    fc.assert(
      fc.property(device, version, share, share, (number, name, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        return !isInShare(number, name, small) || isInShare(number, name, large);
      })
    );
  });

  it('reaches its share of random devices, and of devices with neighbouring numbers, whatever the version', () => {
    const count = 4000;
    fc.assert(
      fc.property(version, share, device, fc.constantFrom(1, 2654435761), (name, wanted, first, step) => {
        let reached = 0;
        for (let k = 0; k < count; k++) if (isInShare((first + k * step) % 2 ** 32, name, wanted)) reached++;
        // Five standard deviations of a fair draw.
        return (
          Math.abs(reached / count - wanted) <= 5 * Math.sqrt((wanted * (1 - wanted)) / count) + 1 / count
        );
      }),
      { numRuns: 40 }
    );
  });

  it('draws anew for another version', () => {
    const numbers = Array.from({ length: 4000 }, (_, k) => k * 1_000_003);
    const both = numbers.filter((n) => isInShare(n, '2026-a', 0.5) && isInShare(n, '2026-b', 0.5)).length;
    expect(both / numbers.length).toBeGreaterThan(0.21);
    expect(both / numbers.length).toBeLessThan(0.29);
  });
});
