/** A movie that nobody has rated: it is placed by its genres, year and tags, and can come up. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createVisitorModel } from '#scorer/create-model';
import { recommend } from '#scorer/recommend';
import type { VisitorModel } from '#core/visitor-model';
import { buildDataset } from '../../dataset.ts';
import type { MovieLensTables } from '../../movielens/tables.ts';
import { quantise } from '../../release/quantise.ts';
import { createRandom } from '#core/random';
import { useWasm } from '../../tfjs-node.ts';
import { fitYamr } from './fit.ts';
import { TINY_OPTIONS } from './tiny-options.ts';

vi.setConfig({ hookTimeout: 300_000, testTimeout: 300_000 });

const MOVIES = 120;
const GENRES = ['Horror', 'Romance'];
/** The last two of the catalogue, added to movies.csv and rated by nobody. */
const COLD = { horror: MOVIES + 1, romance: MOVIES + 2 };
const genreOf = (movieId: number): number => (movieId + 1) % 2;

/** Half of the people love horror and hate romance, the others the reverse. */
function tables(): MovieLensTables {
  const random = createRandom(3);
  const rows: { userId: number; movieId: number; stars: number }[] = [];
  for (let userId = 1; userId <= 80; userId++) {
    for (let movieId = 1; movieId <= MOVIES; movieId++) {
      if (random.uniform() > 0.4) continue;
      const loved = genreOf(movieId) === userId % 2;
      rows.push({ userId, movieId, stars: (loved ? 4 : 2) + random.below(3) / 2 });
    }
  }
  return {
    name: 'two genres',
    sha256: '0'.repeat(64),
    movies: Array.from({ length: MOVIES + 2 }, (_, row) => ({
      movieId: row + 1,
      rawTitle: `Movie ${row + 1} (${1990 + (row % 20)})`,
      genres: [GENRES[genreOf(row + 1)] ?? ''],
      imdbId: 0,
      tmdbId: 0
    })),
    ratings: {
      userId: Int32Array.from(rows, ({ userId }) => userId),
      movieId: Int32Array.from(rows, ({ movieId }) => movieId),
      stars: Float32Array.from(rows, ({ stars }) => stars),
      timestampSec: new Uint32Array(rows.length)
    },
    tags: []
  };
}

const dataset = buildDataset(tables());
const { catalogue } = dataset;
const place = (movieId: number): number => catalogue.indexOf(movieId) ?? -1;
/** Ten ratings of somebody who loves one genre and hates the other. */
const fan = (genre: number) =>
  Array.from({ length: 10 }, (_, k) => ({ movieId: k + 1, stars: genreOf(k + 1) === genre ? 5 : 1 }));

let model: VisitorModel;
beforeAll(async () => {
  const fit = await fitYamr(dataset, 1, {}, TINY_OPTIONS);
  await useWasm();
  model = await createVisitorModel(quantise(fit.bundle));
});

describe('a movie without a rating', () => {
  it('is the last of the catalogue, with no ratings to its name', () => {
    expect(catalogue.file.ratingCount[place(COLD.horror)]).toBe(0);
    expect(catalogue.file.ratingCount[place(COLD.romance)]).toBe(0);
  });

  it.each([
    [0, COLD.horror, COLD.romance],
    [1, COLD.romance, COLD.horror]
  ])(
    'is predicted higher for those who love its genre (%i) than the other one',
    async (genre, loved, hated) => {
      const ratings = fan(genre);
      const [scores] = await model.score([
        {
          items: Int32Array.from(ratings, ({ movieId }) => place(movieId)),
          stars: Float32Array.from(ratings, ({ stars }) => stars)
        }
      ]);
      expect(scores?.stars[place(loved)]).toBeGreaterThan((scores?.stars[place(hated)] ?? 0) + 0.5);
      expect(scores?.ranking[place(loved)]).toBeGreaterThan(scores?.ranking[place(hated)] ?? 0);
    }
  );

  it('can come up in a list', async () => {
    const { list } = await recommend(model, catalogue, { ratings: fan(0), limit: MOVIES });
    const ranks = list.map(({ movieId }) => movieId as number);
    expect(ranks).toContain(COLD.horror);
    expect(ranks.indexOf(COLD.horror)).toBeLessThan(
      ranks.indexOf(COLD.romance) < 0 ? MOVIES : ranks.indexOf(COLD.romance)
    );
  });
});
