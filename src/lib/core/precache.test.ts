import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheNameOf, formatPrecache, pageFor, parsePrecache } from './precache.ts';

const path = fc.stringMatching(/^\/[\w./-]{0,40}$/);
const precache = fc.array(fc.tuple(path, fc.stringMatching(/^[0-9a-f]{8}$/))).map((pairs) => new Map(pairs));

describe('the precache', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(precache, (files) => {
        expect([...parsePrecache(formatPrecache(files))]).toEqual([...files]);
      })
    );
  });

  it('needs no escapes in a string', () => {
    fc.assert(fc.property(precache, (files) => !/["'`\\\n$]/.test(formatPrecache(files))));
  });

  it('is empty before the build has written it', () => {
    expect(parsePrecache('__YAMR_PRECACHE__').size).toBe(0);
  });

  it('has another cache when one file changes', () => {
    const before = new Map([
      ['/', 'aaaaaaaa'],
      ['/x.js', 'bbbbbbbb']
    ]);
    expect(cacheNameOf(new Map([...before, ['/', 'aaaaaaab']]))).not.toBe(cacheNameOf(before));
    expect(cacheNameOf(new Map(before))).toBe(cacheNameOf(before));
  });

  it('finds a page with and without a slash at its end', () => {
    expect(['/', '/library', '/library/'].map(pageFor)).toEqual(['/', '/library', '/library']);
  });
});
