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

const later = createCatalogue({
  ...catalogue.file,
  movieId: [...catalogue.file.movieId, asMovieId(MOVIES + 1)],
  title: [...catalogue.file.title, 'Oppenheimer'],
  year: [...catalogue.file.year, 2023],
  genres: [...catalogue.file.genres, []],
  imdbId: [...zeros, 0],
  tmdbId: [...zeros, 0],
  ratingCount: [...zeros, 0],
  likeCount: [...zeros, 0]
});

it('finds movies that come later, and the others while they come', async () => {
  const titles = new TitleSearch(catalogue);
  expect(await titles.find('oppenheimer', 5)).toEqual([]);
  const extending = titles.extend(later);
  expect((await titles.find('number 299', 5))[0]?.title).toBe('Movie number 299');
  await extending;
  expect((await titles.find('oppenheimer', 5))[0]).toMatchObject({ title: 'Oppenheimer', year: 2023 });
  expect((await titles.find('number 299', 5))[0]?.title).toBe('Movie number 299');
});

it('makes nothing of movies that come before anybody has searched, and finds them all the same', async () => {
  const titles = new TitleSearch(catalogue);
  await titles.extend(later);
  expect(created).not.toHaveBeenCalled();
  expect((await titles.find('oppen', 5))[0]?.title).toBe('Oppenheimer');
});

it('keeps what was known of series where the movies that come are of those that people have rated', async () => {
  const rated = (count: number) =>
    createCatalogue({ ...later.file, ratingCount: [...zeros.map(() => 2), count] });
  const titles = new TitleSearch(rated(0));
  titles.prepare();
  await titles.extend(rated(1));
  expect(created).toHaveBeenCalledTimes(2);
  expect((await titles.find('oppenheimer', 5))[0]?.ratingCount).toBe(1);
});

it('finds the movies of people too, behind what people know by that title', async () => {
  const titles = new TitleSearch(later);
  const credits = {
    formatVersion: 1 as const,
    movieId: [asMovieId(8), asMovieId(MOVIES + 1)],
    directors: [[0], [0]],
    series: [0, 0]
  };
  expect(await titles.addPeople(credits)).toBe(false);
  const named = { ...credits, directorNames: ['Christopher Nolan'] };
  expect(await titles.addPeople(named)).toBe(true);
  expect(await titles.addPeople(named)).toBe(false);
  const found = await titles.find('nolan', 5);
  expect(found.map(({ title }) => title)).toEqual(['Movie number 7', 'Oppenheimer']);
});
