import { expect, it, vi } from 'vitest';
import { TMDB_IMAGES } from '#core/posters-file';
import { imageOf } from './posters.svelte.ts';

vi.mock('$app/paths', () => ({ asset: (path: string) => path }));

it('a poster has an address for each width that a browser may choose', () => {
  expect(imageOf(TMDB_IMAGES, 'abc.jpg')).toEqual({
    src: 'https://image.tmdb.org/t/p/w185/abc.jpg',
    srcset: 'https://image.tmdb.org/t/p/w185/abc.jpg 185w, https://image.tmdb.org/t/p/w342/abc.jpg 342w'
  });
});
