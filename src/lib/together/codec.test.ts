import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { YamrError } from '#core/errors';
import { asMovieId } from '#core/ids';
import { STAR_VALUES } from '#core/rating';
import {
  crc32,
  dayOf,
  decodeTaste,
  encodeTaste,
  refuseExpired,
  tidyName,
  type SharedTaste
} from './codec.ts';

const rating = fc.record({
  movieId: fc
    .oneof(fc.integer({ min: 1, max: 250_000 }), fc.integer({ min: 1, max: 0x7fffffff }))
    .map(asMovieId),
  stars: fc.constantFrom(...STAR_VALUES)
});
const tastes: fc.Arbitrary<SharedTaste> = fc.record({
  name: fc.string({ unit: 'grapheme', maxLength: 40 }),
  lastDay: fc.integer({ min: 0, max: 0xffff }),
  ratings: fc.uniqueArray(rating, { selector: ({ movieId }) => movieId, maxLength: 80 })
});
const anna: SharedTaste = {
  name: 'Anna',
  lastDay: 20_000,
  ratings: [
    { movieId: asMovieId(1), stars: 0.5 },
    { movieId: asMovieId(296), stars: 4.5 },
    { movieId: asMovieId(2571), stars: 5 }
  ]
};

/** What decoding throws. */
function errorOf(payload: string): unknown {
  try {
    decodeTaste(payload);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('the codec of a shared taste', () => {
  it('gives back every rating, the day and the tidied name', () => {
    fc.assert(
      fc.property(tastes, (taste) => {
        const ratings = taste.ratings.toSorted((a, b) => a.movieId - b.movieId);
        expect(decodeTaste(encodeTaste(taste))).toEqual({ ...taste, name: tidyName(taste.name), ratings });
      })
    );
  });

  it('still reads what version 1 wrote', () => {
    expect(decodeTaste('AU4gBEFubmEDAKYC4hEZoFKaoHM')).toEqual(anna);
  });

  it('is safe in a fragment and in a QR code, and small: about two bytes a rating', () => {
    const ratings = Array.from({ length: 200 }, (_, k) => ({ movieId: asMovieId((k + 1) * 90), stars: 4 }));
    const payload = encodeTaste({ ...anna, ratings });
    expect(payload).toMatch(/^[\w-]+$/);
    expect(payload.length).toBeLessThan(430);
  });

  it('notices every single damaged character', () => {
    const payload = encodeTaste(anna);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (let at = 0; at < payload.length - 1; at++) {
      for (const character of alphabet) {
        if (character === payload[at]) continue;
        expect(errorOf(payload.slice(0, at) + character + payload.slice(at + 1))).toMatchObject({
          code: 'bad-data'
        });
      }
    }
  });

  it('notices every cut', () => {
    const payload = encodeTaste(anna);
    for (let length = 0; length < payload.length; length++)
      expect(errorOf(payload.slice(0, length))).toMatchObject({ code: 'bad-data' });
  });

  it('throws nothing but YamrErrors, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
        const error = errorOf(text);
        if (error !== undefined) expect(error).toBeInstanceOf(YamrError);
      }),
      { numRuns: 500 }
    );
  });

  it('throws nothing but YamrErrors for bytes whose checksum is right', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (body) => {
        body[0] = 1;
        const crc = crc32(body);
        const bytes = [...body, crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255];
        const payload = Buffer.from(bytes).toString('base64url');
        const error = errorOf(payload);
        if (error !== undefined) expect(error).toMatchObject({ name: 'YamrError', code: 'bad-data' });
      }),
      { numRuns: 2000 }
    );
  });

  it('says when a newer YAMR made it', () => {
    const bytes = [2, 0, 0, 0, 0];
    const crc = crc32(Uint8Array.from(bytes));
    const payload = Buffer.from([...bytes, crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255]);
    expect(errorOf(payload.toString('base64url'))).toMatchObject({ code: 'unknown-format' });
  });

  it('refuses to write what it could not read', () => {
    const wrong = [
      { ...anna, lastDay: 70_000 },
      { ...anna, ratings: [{ movieId: asMovieId(1), stars: 5.5 }] },
      { ...anna, ratings: [{ movieId: asMovieId(0), stars: 5 }] }
    ];
    for (const taste of wrong) expect(() => encodeTaste(taste)).toThrow(YamrError);
  });

  it('is valid to the end of its last day and not longer', () => {
    const day = dayOf(Date.UTC(2026, 10, 30));
    expect(() => refuseExpired({ lastDay: day }, Date.UTC(2026, 10, 30, 23, 59))).not.toThrow();
    expect(() => refuseExpired({ lastDay: day }, Date.UTC(2026, 11, 1))).toThrow(
      'This link was valid until November 30, 2026: ask for a new one.'
    );
  });

  it('knows the CRC-32 of the standard', () => {
    expect(crc32(new TextEncoder().encode('123456789')).toString(16)).toBe('cbf43926');
  });

  it('keeps names to one short line', () => {
    expect(tidyName('  An\nna\u0007 \u200b ')).toBe('An na');
    expect(tidyName('x'.repeat(23) + '😀')).toBe('x'.repeat(23));
  });
});
