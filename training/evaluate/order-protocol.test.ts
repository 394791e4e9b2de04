import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { asMovieId } from '#core/ids';
import type { Profile, VisitorModel } from '#core/visitor-model';
import { favouritesFirst, judgeReasons } from './order-protocol.ts';

const ITEMS = 30;
const zeros = new Array<number>(ITEMS).fill(0);
const catalogue = createCatalogue({
  genreNames: [],
  movieId: zeros.map((_, k) => asMovieId(100 + k)),
  title: zeros.map((_, k) => `Movie ${k}`),
  year: zeros.map(() => null),
  genres: zeros.map(() => []),
  imdbId: zeros,
  tmdbId: zeros,
  ratingCount: zeros,
  likeCount: zeros
});
const person = (stars: readonly number[]) => ({
  userId: 1,
  items: Int32Array.from(stars.keys()),
  stars: Float32Array.from(stars)
});

/** Ranks every movie by the stars that were given, and says that the first rating did it. */
function rankingBy(valueOf: (profile: Profile) => number): VisitorModel {
  return {
    name: 'test',
    itemCount: ITEMS,
    score: (profiles) =>
      Promise.resolve(
        profiles.map((profile) => ({
          stars: new Float32Array(ITEMS).fill(3),
          ranking: new Float32Array(ITEMS).fill(valueOf(profile))
        }))
      ),
    explainValues: ({ items }, cards) =>
      Promise.resolve(
        cards.map(() => ({
          value: 1,
          without: Float64Array.from(items, (_, k) => (k === 0 ? 0 : 1)),
          tastes: []
        }))
      ),
    dispose: () => undefined
  };
}

it('of favourites the highest come first, those of one height as they were', () => {
  const { items, stars } = favouritesFirst(person([3, 5, 1, 5, 4]));
  expect([...items]).toEqual([1, 3, 4, 0, 2]);
  expect([...stars]).toEqual([5, 5, 4, 3, 1]);
});

describe('the truth of reasons', () => {
  const people = [person([5, ...new Array<number>(19).fill(4), 4])];

  it('is that a card falls without the rating that it names', async () => {
    const sum = ({ stars }: Profile): number => stars.reduce((total, value) => total + value, 0);
    expect(await judgeReasons(rankingBy(sum), catalogue, people)).toEqual({ named: 10, untrue: 0 });
  });

  it('is denied where the card stays or rises', async () => {
    expect(
      await judgeReasons(
        rankingBy(() => 1),
        catalogue,
        people
      )
    ).toEqual({ named: 10, untrue: 10 });
    const fewer = ({ items }: Profile): number => -items.length;
    expect(await judgeReasons(rankingBy(fewer), catalogue, people)).toEqual({ named: 10, untrue: 10 });
  });
});
