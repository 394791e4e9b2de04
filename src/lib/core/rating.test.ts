import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { isMovieId } from './ids.ts';
import { clipStars, isStars, RatingSchema, STAR_VALUES, STARS_MAX, STARS_MIN } from './rating.ts';

describe('the half-star scale', () => {
  it('has ten values, and each is a rating', () => {
    expect(STAR_VALUES).toEqual([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
    expect(STAR_VALUES.every(isStars)).toBe(true);
  });

  it.each([0, 5.5, 3.25, 0.49, -1, NaN, Infinity, '4', null, undefined])('does not hold %s', (value) => {
    expect(isStars(value)).toBe(false);
  });

  it('clips predictions to its ends and leaves those inside as they are', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        const clipped = clipStars(value);
        expect(clipped).toBe(Math.min(STARS_MAX, Math.max(STARS_MIN, value)));
      })
    );
  });
});

describe('a movieId', () => {
  it.each([1, 193609, 0x7fffffff])('can be %s', (value) => {
    expect(isMovieId(value)).toBe(true);
  });
  it.each([0, -1, 1.5, 0x80000000, NaN, '1', null])('cannot be %s', (value) => {
    expect(isMovieId(value)).toBe(false);
  });
});

describe('the schema of a rating', () => {
  const rating = { movieId: 296, stars: 4.5, updatedAtMs: 1_700_000_000_000 };

  it('takes a rating as it is', () => {
    expect(v.parse(RatingSchema, rating)).toEqual(rating);
  });

  it.each([
    [{ movieId: 0 }, /positive integer/],
    [{ stars: 4.2 }, /half star/],
    [{ stars: '4' }, /half star/],
    [{ updatedAtMs: 1.5 }, /integer/i],
    [{ updatedAtMs: -1 }, />=0/],
    [{ updatedAtMs: undefined }, /updatedAtMs|number/i]
  ])('refuses one with %j', (wrong, reason) => {
    const result = v.safeParse(RatingSchema, { ...rating, ...wrong });
    expect(result.success).toBe(false);
    expect(result.issues?.[0].message).toMatch(reason);
  });
});
