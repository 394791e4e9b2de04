import fc from 'fast-check';
import { expect, it } from 'vitest';
import { STAR_VALUES } from '#core/rating';
import { pack, unpack } from './packed-ratings.ts';

const rating = fc.record({
  movieId: fc.nat(Number.MAX_SAFE_INTEGER),
  stars: fc.constantFrom(...STAR_VALUES)
});

it('ratings cross a thread as they were, and the rest of the request with them', () => {
  fc.assert(
    fc.property(fc.array(rating), fc.nat(), (ratings, limit) => {
      const crossed = structuredClone(pack({ ratings, limit, movieIds: [1, 2] }));
      expect(unpack(crossed)).toEqual({ ratings, limit, movieIds: [1, 2] });
    })
  );
});

it('what else is known of a rating stays where it is', () => {
  const known = { movieId: 1, stars: 4.5, updatedAtMs: 1_700_000_000_000 };
  expect(unpack(pack({ ratings: [known] }))).toEqual({ ratings: [{ movieId: 1, stars: 4.5 }] });
});
