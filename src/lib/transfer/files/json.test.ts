import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBounded, parseItems } from './json.ts';

const item = fc.record({ movie: fc.record({ title: fc.string() }), more: fc.jsonValue({ maxDepth: 2 }) });
const items = fc.array(item, { minLength: 1, maxLength: 6 });

describe('JSON that is damaged', () => {
  it('has every item that stands whole before its end', () => {
    fc.assert(
      fc.property(items, fc.nat(), fc.boolean(), (list, at, isInObject) => {
        const text = isInObject ? JSON.stringify({ movies: list }) : JSON.stringify(list);
        const start = isInObject ? '{"movies":['.length : 1;
        const cut = start + (at % (text.length - start));
        const { json } = parseItems(text.slice(0, cut));
        const got = (isInObject ? (json as { movies: unknown[] }).movies : json) as unknown[];
        let end = start;
        const whole = list.filter((one) => (end += JSON.stringify(one).length + 1) <= cut + 1);
        expect(got.filter((one) => one !== null)).toEqual(JSON.parse(JSON.stringify(whole)));
      })
    );
  });

  it('has every item but the one that is none', () => {
    const damage = fc.constantFrom('', 'NaN', "{'a':1}", '{"a":}', 'undefined', '{"a":[1,]}');
    fc.assert(
      fc.property(items, fc.nat({ max: 6 }), damage, (list, at, bad) => {
        const texts = list.map((one) => JSON.stringify(one));
        const place = Math.min(at, texts.length);
        const { json, isWhole } = parseItems(`[${texts.toSpliced(place, 0, bad).join(',')}]`);
        expect([json, isWhole]).toEqual([
          JSON.parse(`[${texts.toSpliced(place, 0, 'null').join(',')}]`),
          false
        ]);
      })
    );
  });

  it('is nothing where nothing of it is an item', () => {
    for (const text of ['{"a": 1, "b', '"', ']', '}{', 'nonsense', '']) {
      expect([text, parseItems(text).json]).toEqual([text, undefined]);
    }
  });
});

it('JSON is bounded by its lists and objects, counted before it is parsed', () => {
  expect([isBounded('[{},{}]', 3), isBounded('[{},{}]', 2)]).toEqual([true, false]);
});
