import { describe, expect, it } from 'vitest';
import { parsePostersFile, posterName, TMDB_IMAGES } from './posters-file.ts';

const file = (facts: object = {}) => ({
  formatVersion: 1,
  imageBase: TMDB_IMAGES,
  names: ['abc_1-2.jpg', ''],
  ...facts
});
const parse = (json: unknown) => () => parsePostersFile(json, 2);

describe('the list of posters', () => {
  it('is read where it fits the catalogue', () => {
    expect(parsePostersFile(file(), 2).names).toEqual(['abc_1-2.jpg', '']);
    expect(() => parsePostersFile(file(), 3)).toThrow('of 2 movies, not of 3');
    expect(parse(file({ formatVersion: 2 }))).toThrow(expect.objectContaining({ code: 'unknown-format' }));
  });

  it('never names another host than TMDB, this site or this machine, nor climbs out of a folder', () => {
    for (const imageBase of ['/mirror/p', 'http://127.0.0.1:8080/t/p'])
      expect(parse(file({ imageBase }))).not.toThrow();
    for (const imageBase of [
      'https://image.tmdb.org.evil.example/t',
      'https://evil.example',
      '//evil.example/p',
      'javascript:alert(1)'
    ])
      expect(parse(file({ imageBase }))).toThrow(expect.objectContaining({ code: 'bad-release' }));
    for (const name of ['../x.jpg', 'a/b.jpg', 'x.svg', '?.jpg'])
      expect(parse(file({ names: [name, ''] }))).toThrow('a poster is a file name');
  });

  it('stores TMDB’s paths as names, and what is no path as none', () => {
    expect(['/abc.jpg', null, '/a b.jpg', '/x.svg'].map(posterName)).toEqual(['abc.jpg', '', '', '']);
  });
});
