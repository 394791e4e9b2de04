import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { randomBundle } from '../../../tests/random-bundle.ts';
import { MOVIE_COUNT, toyCatalogue, toyModel } from '../../../tests/toy-model.ts';
import { createVisitorModel } from './create-model.ts';
import { recommend, toProfile } from './recommend.ts';
import { selfTest } from './self-test.ts';

const catalogue = createCatalogue(toyCatalogue());
const model = toyModel();

describe('recommend', () => {
  it('lists unrated movies, best first', async () => {
    const { list, ratingCount } = await recommend(model, catalogue, {
      ratings: [{ movieId: 10, stars: 5 }],
      limit: 3
    });
    expect(ratingCount).toBe(1);
    expect(list.map(({ movieId }) => movieId)).toEqual([20, 30, 40]);
    expect(list[0]).toMatchObject({ predictedStars: 5, deviation: 0.5 });
  });

  it('gives a general list to somebody without ratings', async () => {
    const { list, ratingCount } = await recommend(model, catalogue, { ratings: [], limit: 100 });
    expect([ratingCount, list.length]).toEqual([0, MOVIE_COUNT]);
  });

  it('leaves out excluded movies and takes no notice of movies that the release does not hold', async () => {
    const request = { ratings: [{ movieId: 999, stars: 5 }], excludedMovieIds: [10, 998], limit: 1 };
    const { list, ratingCount } = await recommend(model, catalogue, request);
    expect([ratingCount, list[0]?.movieId]).toEqual([0, 20]);
  });

  it('lets the last rating of a movie count', () => {
    const profile = toProfile(catalogue, [
      { movieId: 20, stars: 1 },
      { movieId: 20, stars: 4 }
    ]);
    expect([[...profile.items], [...profile.stars]]).toEqual([[1], [4]]);
  });
});

describe('a thousand recommendations', () => {
  it('leave the heap where it was', async () => {
    // Only a collection on demand tells what is held from what is merely not collected yet.
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    // Buffers are given back by another thread, after the collection: the least of some looks is what is held.
    const heldBytes = async (): Promise<number> => {
      let least = Infinity;
      for (let look = 0; look < 10; look++) {
        collect();
        await pause(20);
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        least = Math.min(least, heapUsed + arrayBuffers);
      }
      return least;
    };
    const { bundle } = await randomBundle(200);
    const real = await createVisitorModel(bundle);
    const movieIds = bundle.catalogue.file.movieId;
    let shortest = Infinity;
    const ask = async (times: number): Promise<void> => {
      for (let k = 0; k < times; k++) {
        const ratings = movieIds.slice(k % 50, (k % 50) + 20).map((movieId) => ({ movieId, stars: 4 }));
        const { list } = await recommend(real, bundle.catalogue, { ratings, limit: 60 });
        shortest = Math.min(shortest, list.length);
      }
    };
    await ask(200);
    const before = await heldBytes();
    await ask(1000);
    const grownBytes = (await heldBytes()) - before;
    real.dispose();
    expect(shortest).toBe(60);
    // One list held of each recommendation would be megabytes.
    expect(grownBytes).toBeLessThan(500_000);
  });
});

describe('selfTest', () => {
  const golden = (movieId: number) => ({
    cases: [{ ratings: [], top: [{ movieId, stars: 3, ranking: 0 }] }],
    tolerance: { stars: 0.01, ranking: 0.01 }
  });
  it('finds no problem where the lists are reproduced', async () => {
    expect(await selfTest(model, catalogue, golden(10) as never)).toEqual({ caseCount: 1, problems: [] });
  });
  it('names the case that differs', async () => {
    const { problems } = await selfTest(toyModel(2), catalogue, golden(10) as never);
    expect(problems[0]).toMatch(/^Case 1: /);
  });
  it('does not pass without golden cases', async () => {
    expect((await selfTest(model, catalogue, undefined)).problems).toHaveLength(1);
  });
});
