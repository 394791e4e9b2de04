import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  encodeHistory,
  encodeSet,
  historyGain,
  historyWeights,
  setInputSize,
  setWeights
} from './encoder.ts';
import { encoderSummation, encodeSums } from './encoder-sums.ts';
import { createRandom } from './random.ts';
import { STAR_VALUES } from './rating.ts';
import { rememberSums } from './remembered-sums.ts';
import { createMatrix, type Matrix } from './tensor.ts';

const ITEMS = 40;
/** Movies that have vectors of every kind. */
const KNOWN = 30;
const random = createRandom(1);
const matrix = (rows: number, columns: number): Matrix =>
  createMatrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random.normal())
  );
const parts = {
  crowd: Float32Array.from({ length: ITEMS }, () => 3.5 + random.normal() / 2),
  first: matrix(ITEMS, 4),
  second: matrix(ITEMS, 4),
  history: matrix(KNOWN, 6),
  linear: matrix(KNOWN, 5),
  historyGains: [0.2, 0.2, 0.2, 0.2, 0.3, 0.4, 0.7, 1, 1.3, 1.3]
};

it('remembered sums are those of all ratings, whatever is given, changed and cleared one after another', () => {
  const change = fc.tuple(fc.nat(ITEMS - 1), fc.option(fc.constantFrom(...STAR_VALUES)));
  const summation = encoderSummation(parts);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
      const sumsOf = rememberSums(ITEMS, summation);
      const current = new Map<number, number>();
      for (const [item, stars] of changes) {
        if (stars === null) current.delete(item);
        else current.set(item, stars);
        const profile = {
          items: Int32Array.from(current.keys()),
          stars: Float32Array.from(current.values())
        };
        const remembered = encodeSums(sumsOf(profile));
        const fresh = encodeSums(summation.all(profile));
        for (const name of ['set', 'history', 'linear'] as const)
          fresh[name].forEach((value, j) => expect(remembered[name][j]).toBeCloseTo(value, 5));
      }
    }),
    { numRuns: 30 }
  );
});

it('the sums give what the encoder gives, for any ratings', () => {
  const ratings = fc.uniqueArray(fc.tuple(fc.nat(ITEMS - 1), fc.constantFrom(...STAR_VALUES)), {
    selector: ([item]) => item
  });
  fc.assert(
    fc.property(ratings, (given) => {
      const profile = {
        items: Int32Array.from(given, ([item]) => item),
        stars: Float32Array.from(given, ([, stars]) => stars)
      };
      const { items, stars } = profile;
      const encoded = encodeSums(encoderSummation(parts).all(profile));
      const set = new Float32Array(setInputSize(4));
      encodeSet(profile, setWeights(profile, parts.crowd), parts.first, parts.second, set);
      const history = new Float32Array(6);
      encodeHistory(items, historyWeights(stars, parts.historyGains), parts.history, history);
      const linear = new Float32Array(5);
      encodeHistory(
        items,
        stars.map((value) => historyGain(parts.historyGains, value)),
        parts.linear,
        linear
      );
      for (const [name, expected] of Object.entries({ set, history, linear }))
        expected.forEach((value, j) => expect(encoded[name as 'set'][j]).toBeCloseTo(value, 4));
    })
  );
});
