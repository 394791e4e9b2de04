import { describe, expect, it } from 'vitest';
import { createCatalogue, type Catalogue } from '#core/catalogue';
import { asMovieId } from '#core/ids';
import type { Scores, VisitorModel } from '#core/visitor-model';
import type { Newcomer } from '../split.ts';
import { newcomerOutcomes, summarise } from './newcomers.ts';
import { createPanel, MOST_LIKED } from './panel.ts';

/** The movies, most liked first. */
function catalogueOf(movieIds: readonly number[]): Catalogue {
  const zeros = movieIds.map(() => 0);
  const counts = movieIds.map((_, k) => 1000 - k);
  return createCatalogue({
    genreNames: [],
    movieId: movieIds.map(asMovieId),
    title: movieIds.map(String),
    year: movieIds.map(() => null),
    genres: movieIds.map(() => []),
    imdbId: zeros,
    tmdbId: zeros,
    ratingCount: counts,
    likeCount: counts
  });
}
const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, k) => first + k);
const newcomer = (items: number[], stars: number[]): Newcomer => ({
  userId: 1,
  items: Int32Array.from(items),
  stars: Float32Array.from(stars)
});

/** Ranks by itemIndex, predicts 2 stars for the first movie and 3 for all others. */
function byIndex(itemCount: number): VisitorModel & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    name: 'by-index',
    itemCount,
    dispose: () => undefined,
    score(profiles) {
      told.push(...profiles.map(({ items, stars }) => `${items.join(' ')}: ${stars.join(' ')}`));
      const stars = new Float32Array(itemCount).fill(3);
      stars[0] = 2;
      const ranking = Float32Array.from({ length: itemCount }, (_, item) => -item);
      return Promise.resolve(profiles.map((): Scores => ({ stars, ranking, deviationOf: () => 1 })));
    }
  };
}

describe('a panel', () => {
  const people = catalogueOf(range(1, 200));
  // It knows movies 150 to 1, in this order, and nothing of 151 to 200.
  const older = catalogueOf(range(1, 150).reverse());
  const person = newcomer([0, 199, 149, 198, 199 - 20], [5, 4, 4.5, 5, 2]);

  it('gives every catalogue its own numbers of the same movies, unknown ones behind all others', () => {
    const { newcomers, itemCount } = createPanel([person, newcomer([198], [1])], people, older);
    expect(itemCount).toBe(150);
    expect([...newcomers[0]!.items]).toEqual([149, 150, 0, 151, 152]);
    expect([...newcomers[1]!.items]).toEqual([151]);
    expect(newcomers[0]!.stars).toBe(person.stars);
  });

  it('leaves out the most liked of the reference, whatever the catalogue itself likes', () => {
    const own = createPanel([], people, people);
    expect([...own.mostLiked]).toEqual(range(0, MOST_LIKED));
    const { mostLiked } = createPanel([], people, older, people);
    expect([...mostLiked].sort((a, b) => a - b)).toEqual(range(50, MOST_LIKED));
  });

  it('tells a release only what it knows, hides the same ratings, and counts unknown likes as missed', async () => {
    const model = byIndex(150);
    const { newcomers, mostLiked, ratingCount } = createPanel([person], people, older, people);
    const outcomes = await newcomerOutcomes(model, newcomers, 2, { mostLiked });
    expect(model.told).toEqual(['149: 5']);
    const [outcome] = outcomes;
    expect(outcome?.actual).toEqual([4.5, 5, 2]);
    // Movie 150 is its first; of the others it guesses what it predicts in the mean.
    const guess = (2 + 149 * 3) / 150;
    expect(outcome?.predicted).toEqual([2, guess, guess].map((stars) => expect.closeTo(stars, 6) as number));
    expect(outcome?.deviation).toEqual([1, NaN, NaN]);
    expect(summarise(outcomes, ratingCount)).toMatchObject({
      recall20: 0.5,
      unknownShare: 2 / 3,
      unknownLikeShare: 0.5,
      hidden: 3
    });
  });

  it('judges the tail on lists and likes without the most liked', async () => {
    const { newcomers, mostLiked } = createPanel([newcomer([5, 102, 199], [5, 5, 1])], people, people);
    const [outcome] = await newcomerOutcomes(byIndex(200), newcomers, 0, { mostLiked });
    expect([...outcome!.relevant]).toEqual([5, 102]);
    expect([...outcome!.tail!.relevant]).toEqual([102]);
    expect([...outcome!.tail!.list]).toEqual(range(100, 20));
    expect(outcome?.list?.[0]).toBe(0);
    const [without] = await newcomerOutcomes(byIndex(200), [newcomer([5], [5])], 0, { mostLiked });
    expect(without?.tail).toBeNull();
  });
});
