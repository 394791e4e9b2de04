import fc from 'fast-check';
import { expect, it } from 'vitest';
import { moviePagePath, slugOf } from './movie-page.ts';

it.each([
  ["Amelie (Le Fabuleux destin d'Amélie Poulain)", 'amelie'],
  ['WALL·E', 'wall-e'],
  ["Schindler's List", 'schindlers-list'],
  ['Star Wars: Episode IV - A New Hope', 'star-wars-episode-iv-a-new-hope'],
  ['七人の侍', 'movie'],
  ['Alien³', 'alien']
])('of "%s" the address has "%s"', (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});

it('of any title it is a part of an address that needs no escaping', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (title) => {
      expect(slugOf(title)).toMatch(/^[a-z0-9]+(?:-+[a-z0-9]+)*$/);
      expect(encodeURI(moviePagePath(1, slugOf(title)))).toBe(moviePagePath(1, slugOf(title)));
    })
  );
});
