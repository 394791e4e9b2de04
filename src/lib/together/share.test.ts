import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { asMovieId } from '#core/ids';
import { toyCatalogue } from '../../../tests/toy-model.ts';
import { decodeTaste } from './codec.ts';
import { linkTo, mostTelling, payloadIn, payloadOf } from './share.ts';

const catalogue = createCatalogue(toyCatalogue());
const rate = (movieId: number, stars: number) => ({ movieId: asMovieId(movieId), stars });

describe('sharing a taste', () => {
  it('shares what says most first: far from the own mean, then well known', () => {
    const ratings = [rate(40, 3), rate(30, 1), rate(20, 5), rate(10, 3), rate(50, 3)];
    expect(mostTelling(ratings, catalogue, 3).map(({ movieId }) => movieId)).toEqual([20, 30, 10]);
  });

  it('leaves out movies that no release of this kind holds', () => {
    expect(mostTelling([rate(999, 5)], catalogue, 3)).toEqual([]);
  });

  it('goes through a link unchanged', () => {
    const payload = payloadOf([rate(10, 4.5)], catalogue, { name: 'Bo', days: 7, nowMs: 0 });
    const link = new URL(linkTo('https://example.org/together', payload));
    expect(link.search).toBe('');
    expect(decodeTaste(payloadIn(link.hash) ?? '')).toEqual({
      name: 'Bo',
      lastDay: 7,
      ratings: [rate(10, 4.5)]
    });
  });

  it('finds no taste in other fragments', () => {
    expect([payloadIn(''), payloadIn('#recommended')]).toEqual([undefined, undefined]);
  });
});
