import { describe, expect, it } from 'vitest';
import type { Movie } from '#core/catalogue';
import { asItemIndex, asMovieId } from '#core/ids';
import {
  compareDecades,
  compareGenres,
  disagreements,
  figuresOf,
  runningErrors,
  spreadOf,
  type RatedStep
} from './summary.ts';

let next = 0;
function step(stars: number, crowd: number, facts: Partial<Movie> = {}, predicted?: number): RatedStep {
  const movieId = asMovieId(++next);
  const movie: Movie = {
    itemIndex: asItemIndex(next),
    movieId,
    title: `Movie ${next}`,
    year: 1994,
    genres: ['Drama'],
    imdbId: 0,
    tmdbId: 0,
    ratingCount: 1,
    likeCount: 1,
    languages: [],
    countries: [],
    ...facts
  };
  return { movieId, stars, crowd, baseline: crowd, movie, ...(predicted !== undefined && { predicted }) };
}
const times = (count: number, make: () => RatedStep): RatedStep[] => Array.from({ length: count }, make);

describe('the figures of a taste', () => {
  it('compare a genre with the crowd on the very movies that were rated, the most liked above it first', () => {
    const steps = [
      ...times(3, () => step(2, 3)),
      ...times(3, () => step(5, 4, { genres: ['War', 'Western'] })),
      step(5, 1, { genres: ['Musical'] })
    ];
    expect(compareGenres(steps)).toEqual([
      { label: 'War', count: 3, you: 5, crowd: 4 },
      { label: 'Western', count: 3, you: 5, crowd: 4 },
      { label: 'Drama', count: 3, you: 2, crowd: 3 }
    ]);
  });

  it('put decades in order and leave out movies without a year', () => {
    const steps = [2011, 1994, 1999, 1990, 2010, 2019, null].map((year) => step(4, 3, { year }));
    expect(compareDecades(steps).map(({ label, count }) => [label, count])).toEqual([
      ['1990s', 3],
      ['2010s', 3]
    ]);
  });

  it('find disagreements of a star and more, the largest first', () => {
    const steps = [step(3, 3.5), step(5, 3.9), step(0.5, 4), step(2, 3)];
    expect(disagreements(steps, 5).map(({ stars }) => stars)).toEqual([0.5, 5, 2]);
    expect(disagreements(steps, 1)).toHaveLength(1);
  });

  it('count every half star, those never given too', () => {
    const spread = spreadOf([step(5, 3), step(5, 3), step(0.5, 3)]);
    expect(spread).toHaveLength(10);
    expect([spread[0], spread[4], spread[9]].map((bar) => bar?.count)).toEqual([1, 0, 2]);
  });

  it('run the error over what was predicted, and end with the whole', () => {
    const steps = [step(4, 3, {}, 3.5), step(4, 3), step(2, 3, {}, 2)];
    expect(runningErrors(steps)).toEqual([
      { place: 1, yamr: 0.5, baseline: 1 },
      { place: 3, yamr: 0.25, baseline: 1 }
    ]);
    const many = runningErrors(
      times(1000, () => step(4, 3, {}, 3)),
      50
    );
    expect(many.length).toBeLessThanOrEqual(51);
    expect(many.at(-1)?.place).toBe(1000);
  });

  it('sum up: mean, offset, favourites, and how often YAMR was within half a star', () => {
    const steps = [
      step(4, 3, {}, 4),
      step(5, 3, {}, 3),
      step(3, 3, {}, 3.5),
      step(4, 4, { year: null, genres: [] })
    ];
    const { count, meanStars, offset, favouriteGenre, favouriteDecade, closeShare } = figuresOf(steps);
    expect([count, meanStars, offset]).toEqual([4, 4, 0.75]);
    expect([favouriteGenre?.label, favouriteDecade?.label]).toEqual(['Drama', '1990s']);
    expect(closeShare).toBeCloseTo(2 / 3);
  });
});
