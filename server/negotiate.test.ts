import { expect, test } from 'vitest';
import { acceptedEncodings, isFresh, isNavigation } from './negotiate.ts';

test.each([
  [undefined, []],
  ['gzip, deflate, br, zstd', ['br', 'gzip']],
  ['GZIP;q=1.0, br;q=0', ['gzip']],
  ['*', ['br', 'gzip']],
  ['*;q=0, br', ['br']],
  ['identity', []]
])('Accept-Encoding %s takes %j', (header, expected) => {
  expect(acceptedEncodings(header)).toEqual(expected);
});

test('a copy is fresh when any of its tags is the current one, weak or strong', () => {
  expect(isFresh('"a", W/"b"', '"b"')).toBe(true);
  expect(isFresh('*', '"b"')).toBe(true);
  expect(isFresh('"a"', '"b"')).toBe(false);
  expect(isFresh(undefined, '"b"')).toBe(false);
});

test('only a request for HTML without a file extension is a navigation', () => {
  expect(isNavigation('/movie/1', 'text/html,*/*')).toBe(true);
  expect(isNavigation('/movie/1.json', 'text/html')).toBe(false);
  expect(isNavigation('/movie/1', 'application/json')).toBe(false);
  expect(isNavigation('/', undefined)).toBe(true);
});
