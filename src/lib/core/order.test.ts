import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Affinity } from './affinity.ts';
import { applyOrder, ordersOf, valueOf, type OrderFacts, type OrderWeights } from './order.ts';
import type { Profile } from './visitor-model.ts';

/** No taste but stars. */
const noTaste: Affinity = {
  tastesOf: () => () => [],
  lifts: () => ({ bySet: new Float64Array(), setOf: new Int32Array() }),
  liftOf: () => 0,
  kindOf: () => undefined
};
const weights: OrderWeights = {
  stars: 1,
  personal: 0,
  genres: 0,
  languages: 0,
  decades: 0,
  prior: 1,
  far: 1,
  boost: 0,
  margin: -5,
  aversion: 3,
  disappointment: 10,
  lowRatings: 1
};
/** The crowd gives 3.5 stars to the first movie, 4 to the second, and 3.5 to what it watches. */
const facts: OrderFacts = {
  affinity: noTaste,
  crowdStars: Float32Array.of(3.5, 4),
  crowdLevel: 3.5
};
const profileOf = (...stars: number[]): Profile => ({
  items: Int32Array.from(stars.keys()),
  stars: Float32Array.from(stars)
});
const orderFor = (level: number, ...stars: number[]) =>
  ordersOf(weights, noTaste, profileOf(...stars))(level);

describe('the own mean of a visitor', () => {
  it('is that of what they gave', () => {
    expect(orderFor(3.5, 4, 4, 5, 5).own).toBe(4.5);
  });

  it('is never below the level that people like them have, and is that where nothing is known', () => {
    expect(orderFor(3.5, 1, 1).own).toBe(3.5);
    expect(orderFor(3.5).own).toBe(3.5);
  });
});

it('the order without a rating is that of the profile without it', () => {
  const stars = fc.integer({ min: 1, max: 10 }).map((half) => half / 2);
  fc.assert(
    fc.property(fc.array(stars, { minLength: 1, maxLength: 9 }), fc.nat({ max: 8 }), (rated, at) => {
      const without = at % rated.length;
      const order = ordersOf(weights, noTaste, profileOf(...rated))(3.3, without);
      const expected = orderFor(3.3, ...rated.toSpliced(without, 1));
      expect(order).toEqual({ ...expected, own: expect.closeTo(expected.own, 9) as number });
    })
  );
});

describe('the value of a movie', () => {
  it('falls by more for half a star short of the own mean than it rises for half a star above', () => {
    const order = orderFor(3.5, 5, 5, 2);
    const at = (stars: number): number => valueOf(order, facts, 0, 0, stars);
    expect(at(4) - at(3.5)).toBeCloseTo(0.375 + 0.5 * 5);
    expect(at(4.5) - at(4)).toBeCloseTo(0.375);
  });

  it('loses nothing for falling short where somebody has told of favourites alone, and more the more they liked less', () => {
    const lost = (...rated: number[]): number => orderFor(3.5, ...rated).disappointment;
    expect([lost(), lost(5, 5, 4), lost(5, 5, 3), lost(5, 3, 3, 3)]).toEqual([0, 0, 5, 7.5]);
  });

  it('follows the stars more for whoever disliked most of what they rated, not for whoever disliked half', () => {
    expect(orderFor(3, 1, 4).starsWeight).toBeCloseTo(2 / 3);
    expect(orderFor(3, 1, 1).starsWeight).toBeCloseTo((2 / 3) * 4);
  });

  it('rises with what is the visitor’s own in the predicted stars, not with what everybody gives', () => {
    const own = { ...weights, stars: 0, disappointment: 0, personal: 2 };
    const order = ordersOf(own, noTaste, profileOf(4))(3);
    // Both are predicted a star above the visitor's level; the crowd gives the second half a star more.
    expect([0, 1].map((item) => valueOf(order, facts, item, 0, 4))).toEqual([1, 0.5]);
  });

  it('rises with the predicted stars, whoever asks, and is the same for one movie as for all', () => {
    const stars = fc.integer({ min: 1, max: 10 }).map((half) => half / 2);
    fc.assert(
      fc.property(fc.array(stars, { maxLength: 9 }), stars, stars, (rated, a, b) => {
        const order = orderFor(3.3, ...rated);
        const values = Float32Array.of(0.25, 0.25);
        applyOrder(order, facts, values, Float32Array.of(a, b));
        for (const [item, one] of [a, b].entries())
          expect(values[item]).toBeCloseTo(valueOf(order, facts, item, 0.25, one), 4);
        if (a > b) expect(values[0]).toBeGreaterThanOrEqual(values[1]!);
      })
    );
  });
});
