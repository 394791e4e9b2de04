import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { addRatings } from './normal-equations.ts';

describe('addRatings', () => {
  it('gives the bits of one rating added after the other, however many there are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 1, max: 7 }),
        fc.nat(),
        (count, d, seed) => {
          const random = createRandom(seed);
          const draw = (size: number): Float64Array =>
            Float64Array.from({ length: size }, () => random.normal());
          const factors = draw(20 * d);
          const rows = {
            start: Int32Array.of(0, 2, 2 + count),
            index: Int32Array.from({ length: 2 + count }, () => random.below(20)),
            value: Float32Array.from({ length: 2 + count }, () => random.normal())
          };
          const [a, b] = [draw(d * d), draw(d)];
          const [expectedA, expectedB] = [a.slice(), b.slice()];
          for (let p = 2; p < 2 + count; p++) {
            const w = factors.subarray((rows.index[p] ?? NaN) * d);
            for (let j = 0; j < d; j++) {
              expectedB[j]! += 1.7 * (rows.value[p] ?? NaN) * (w[j] ?? NaN);
              for (let k = 0; k <= j; k++) expectedA[j * d + k]! += 1.7 * (w[j] ?? NaN) * (w[k] ?? NaN);
            }
          }
          addRatings(a, b, rows, 1, factors, 1.7, d);
          expect(a).toEqual(expectedA);
          expect(b).toEqual(expectedB);
        }
      )
    );
  });
});
