import { expect, it, vi } from 'vitest';
import { catalogueRows, createCatalogue, type CatalogueFile } from '#core/catalogue';
import { asMovieId } from '#core/ids';
import { packRows } from '$lib/scorer/packed-catalogue';
import { grown } from './grow.ts';

const numbers = Array.from({ length: 1000 }, (_, row) => row);
const file: CatalogueFile = {
  genreNames: ['Drama', 'Comedy'],
  movieId: numbers.map((row) => asMovieId(row + 1)),
  title: numbers.map((row) => `Movie ${row}`),
  year: numbers.map((row) => (row % 7 === 0 ? null : 1950 + (row % 70))),
  genres: numbers.map((row) => [row % 2]),
  imdbId: numbers,
  tmdbId: numbers,
  ratingCount: numbers,
  likeCount: numbers
};
const first = createCatalogue(catalogueRows(file, 0, 300));

it('puts rows behind those that are there and finds all of them', async () => {
  const whole = await grown(first, packRows(file, 300));
  expect(whole.file).toEqual(file);
  expect(whole.indexOf(1000)).toBe(999);
  expect(whole.indexOf(1)).toBe(0);
  expect(first.itemCount).toBe(300);
  expect(first.file.title).toHaveLength(300);
  expect(first.indexOf(1000)).toBeUndefined();
});

it('passes over rows that came with another answer before', async () => {
  const whole = await grown(first, packRows(file, 200));
  expect(whole.file).toEqual(file);
  expect(await grown(whole, packRows(file, 300))).toBe(whole);
});

it('lets other work come in between', async () => {
  let nowMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 4));
  const slices = vi.spyOn(globalThis, 'setTimeout');
  await grown(first, packRows(file, 300));
  expect(slices.mock.calls.length).toBeGreaterThan(3);
  clock.mockRestore();
  slices.mockRestore();
});
