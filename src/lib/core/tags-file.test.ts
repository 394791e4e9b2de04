import { describe, expect, it } from 'vitest';
import { parseTagsFile } from './tags-file.ts';

const file = { formatVersion: 1, names: ['pixar', 'funny'], tags: [[1, 0], []] };

describe('the tags of a release', () => {
  it('are read as they were written', () => {
    expect(parseTagsFile(file, 2)).toEqual(file);
  });

  it.each([
    ['another number of movies', file, 3, 'has 3 movies and tags of 2'],
    ['a tag without a name', { ...file, tags: [[2], []] }, 2, 'name a tag that it does not have'],
    ['another format', { ...file, formatVersion: 2 }, 2, 'cannot be read: formatVersion'],
    ['no file at all', null, 2, 'cannot be read']
  ])('are refused with one sentence: %s', (_, json, itemCount, words) => {
    expect(() => parseTagsFile(json, itemCount)).toThrow(words);
  });
});
