import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isStars } from '#core/rating';
import { loadMovieLens } from '../movielens/load.ts';
import type { MovieLensTables } from '../movielens/tables.ts';
import { generateMovieLens, RATINGS_PER_USER_MIN, type SyntheticSize } from './generate.ts';
import { writeMovieLens } from './write.ts';

const sizes = fc
  .record({
    users: fc.integer({ min: 1, max: 12 }),
    movies: fc.integer({ min: 20, max: 60 }),
    fill: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.nat()
  })
  .map(({ users, movies, fill, seed }): SyntheticSize => {
    return { users, movies, seed, ratings: Math.round(users * (20 + fill * (movies - 20))) };
  });

describe('for any size and seed, the tables', () => {
  it('have exactly the size asked for, at least 20 ratings a user, and no pair twice', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const { movies, ratings } = generateMovieLens(size);
        expect(movies).toHaveLength(size.movies);
        expect(ratings.stars).toHaveLength(size.ratings);
        const perUser = new Map<number, Set<number>>();
        ratings.userId.forEach((userId, row) => {
          const own = perUser.get(userId) ?? new Set();
          perUser.set(userId, own.add(ratings.movieId[row]!));
        });
        const distinct = [...perUser.values()].map((own) => own.size);
        expect(perUser.size).toBe(size.users);
        expect(Math.min(...distinct)).toBeGreaterThanOrEqual(RATINGS_PER_USER_MIN);
        expect(distinct.reduce((sum, own) => sum + own, 0)).toBe(size.ratings);
      })
    );
  });

  it('are the same again from the same seed, and others from another', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        expect(generateMovieLens(size)).toEqual(generateMovieLens(size));
        expect(generateMovieLens({ ...size, seed: size.seed + 1 }).sha256).not.toBe(
          generateMovieLens(size).sha256
        );
      }),
      { numRuns: 20 }
    );
    const size = { users: 5, movies: 50, ratings: 150 };
    expect(generateMovieLens({ ...size, seed: 1 }).ratings).not.toEqual(
      generateMovieLens({ ...size, seed: 2 }).ratings
    );
  });

  it('pass the loader without a complaint and come back unchanged', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'yamr-synthetic-'));
    let count = 0;
    try {
      await fc.assert(
        fc.asyncProperty(sizes, async (size) => {
          const tables = generateMovieLens(size);
          const directory = join(parent, String(count++));
          await writeMovieLens(tables, directory);
          const { report, movies, ratings, tags } = await loadMovieLens(directory);
          expect(report.badRows).toBe(0);
          expect({ movies, ratings, tags }).toEqual({
            movies: tables.movies,
            ratings: tables.ratings,
            tags: tables.tags
          });
        }),
        { numRuns: 20 }
      );
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  });
});

it.each([
  { users: 0, movies: 50, ratings: 100, seed: 1 },
  { users: 5, movies: 19, ratings: 100, seed: 1 },
  { users: 5, movies: 50, ratings: 99, seed: 1 },
  { users: 5, movies: 50, ratings: 251, seed: 1 },
  { users: 1.5, movies: 50, ratings: 100, seed: 1 }
])('refuses the impossible size %j', (size) => {
  expect(() => generateMovieLens(size)).toThrow(expect.objectContaining({ code: 'bad-input' }));
});

describe('a world of 600 users and 400 movies', () => {
  const tables = generateMovieLens({ users: 600, movies: 400, ratings: 36_000, seed: 7 });
  const { userId, movieId, stars, timestampSec } = tables.ratings;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;

  it('is rated in half stars over the whole scale, around 3.5, at times of MovieLens', () => {
    expect(stars.every(isStars)).toBe(true);
    expect(new Set(stars).size).toBe(10);
    expect(mean([...stars])).toBeGreaterThan(3.2);
    expect(mean([...stars])).toBeLessThan(3.9);
    expect(timestampSec.every((time) => time >= 828e6 && time <= 1537e6)).toBe(true);
  });

  it('has few movies that everybody knows and many that few know', () => {
    const counts = new Map<number, number>();
    for (const id of movieId) counts.set(id, (counts.get(id) ?? 0) + 1);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    const top = sorted.slice(0, 40).reduce((sum, count) => sum + count, 0);
    expect(top / stars.length).toBeGreaterThan(0.2);
  });

  it('has tags, most of them by few users', () => {
    expect(tables.tags.length).toBeGreaterThan(600);
    expect(new Set(tables.tags.map((row) => row.userId)).size).toBeLessThan(120);
  });

  it('has users whose ratings differ by genre more than chance would make them', () => {
    expect(genreSpread(tables)).toBeGreaterThan(1.3 * genreSpread(shuffledGenres(tables)));
  });

  it('teaches: neighbours find the liked movie that was held out far more often than popularity', () => {
    const { neighbours, popularity } = hitRates(tables, 10);
    expect(neighbours).toBeGreaterThan(1.4 * popularity);
  });

  /** Variance over (user, genre) pairs with 8 or more ratings of the mean rating around the user's mean. */
  function genreSpread({ movies, ratings }: MovieLensTables): number {
    const genresOf = new Map(movies.map((movie) => [movie.movieId, movie.genres]));
    const own = new Map<number, number[]>();
    const ownByGenre = new Map<string, number[]>();
    const add = <Key>(map: Map<Key, number[]>, key: Key, value: number): void => {
      const values = map.get(key);
      if (values) values.push(value);
      else map.set(key, [value]);
    };
    ratings.stars.forEach((value, row) => {
      const user = ratings.userId[row]!;
      add(own, user, value);
      for (const genre of genresOf.get(ratings.movieId[row]!) ?? [])
        add(ownByGenre, `${user} ${genre}`, value);
    });
    const differences = Array.from(ownByGenre)
      .filter(([, values]) => values.length >= 8)
      .map(([key, values]) => (mean(values) - mean(own.get(Number(key.split(' ')[0])) ?? [])) ** 2);
    return mean(differences);
  }

  function shuffledGenres(from: MovieLensTables): MovieLensTables {
    const { movies } = from;
    return {
      ...from,
      movies: movies.map((movie, k) => ({
        ...movie,
        genres: movies[(k + 137) % movies.length]?.genres ?? []
      }))
    };
  }

  /**
   * One liked movie a user is held out; hit rate at K among the movies the user has not rated, by the number
   * of likes and by the likes of the 60 users with most likes in common (cosine; Herlocker et al. 1999).
   */
  function hitRates({ ratings }: MovieLensTables, k: number): { neighbours: number; popularity: number } {
    const rated = new Map<number, { all: Set<number>; liked: Set<number> }>();
    ratings.stars.forEach((value, row) => {
      const user = rated.get(userId[row]!) ?? { all: new Set<number>(), liked: new Set<number>() };
      user.all.add(movieId[row]!);
      if (value >= 4) user.liked.add(movieId[row]!);
      rated.set(userId[row]!, user);
    });
    const users = [...rated.values()].filter((user) => user.liked.size >= 5);
    const heldOut = users.map(({ all, liked }, index) => {
      const target = [...liked][index % liked.size] ?? 0;
      liked.delete(target);
      all.delete(target);
      return target;
    });
    const sumLikes = (of: readonly (typeof users)[number][]): Map<number, number> => {
      const sums = new Map<number, number>();
      for (const { liked } of of) for (const movie of liked) sums.set(movie, (sums.get(movie) ?? 0) + 1);
      return sums;
    };
    const isHit = (scores: Map<number, number>, index: number): number => {
      const target = heldOut[index] ?? 0;
      const bar = scores.get(target) ?? 0;
      let better = 0;
      for (const [movie, score] of scores)
        if (movie !== target && score >= bar && !users[index]?.all.has(movie)) better++;
      return better < k ? 1 : 0;
    };
    const popularity = sumLikes(users);
    return {
      popularity: mean(users.map((_, index) => isHit(popularity, index))),
      neighbours: mean(
        users.map((user, index) => {
          const similarity = users.map(({ liked }) => {
            let common = 0;
            for (const movie of liked) if (user.liked.has(movie)) common++;
            return common / Math.sqrt(liked.size);
          });
          const order = [...users.keys()].filter((other) => other !== index);
          order.sort((a, b) => similarity[b]! - similarity[a]!);
          return isHit(sumLikes(order.slice(0, 60).flatMap((other) => users[other] ?? [])), index);
        })
      )
    };
  }
});
