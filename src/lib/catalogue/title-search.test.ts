import { beforeEach, expect, it, vi } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { asMovieId } from '#core/ids';
import * as search from './search.ts';
import { TitleSearch } from './title-search.ts';

const MOVIES = 300;
const zeros = Array<number>(MOVIES).fill(0);
const catalogue = createCatalogue({
  genreNames: [],
  movieId: zeros.map((_, row) => asMovieId(row + 1)),
  title: zeros.map((_, row) => `Movie number ${row}`),
  year: zeros.map(() => 2000),
  genres: zeros.map(() => []),
  imdbId: zeros,
  tmdbId: zeros,
  ratingCount: zeros,
  likeCount: zeros
});
const created = vi.spyOn(search, 'createTitleIndex');
vi.mock('./search.ts', { spy: true });

beforeEach(() => {
  created.mockClear();
});

it('makes nothing before somebody wants to search, then one index for all that is asked', async () => {
  const titles = new TitleSearch(catalogue);
  expect(created).not.toHaveBeenCalled();
  titles.prepare();
  titles.prepare();
  const [first, second] = await Promise.all([titles.find('number 299', 5), titles.find('number 7', 5)]);
  expect(first[0]?.title).toBe('Movie number 299');
  expect(second[0]?.title).toBe('Movie number 7');
  expect(created).toHaveBeenCalledTimes(1);
});

it('answers no query before all titles are in, however early it comes', async () => {
  const grow = vi.fn<(untilMs: number) => boolean>();
  created.mockImplementationOnce((of) => {
    const index = search.createTitleIndex(of);
    grow.mockImplementation((untilMs) => grow.mock.calls.length > 3 && index.grow(untilMs + 1e6));
    return { ...index, grow };
  });
  expect(await new TitleSearch(catalogue).find('number 299', 5)).not.toEqual([]);
  expect(grow).toHaveBeenCalledTimes(4);
});

it('tells who searches that its code is not there, and tries again the next time', async () => {
  const titles = new TitleSearch(catalogue);
  created.mockImplementationOnce(() => {
    throw new TypeError('Failed to fetch');
  });
  await expect(titles.find('number 7', 5)).rejects.toThrow('Failed to fetch');
  expect(await titles.find('number 7', 5)).not.toEqual([]);
});
