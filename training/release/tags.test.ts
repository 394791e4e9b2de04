import { describe, expect, it } from 'vitest';
import { parseTagsFile } from '#core/tags-file';
import { buildDataset } from '../dataset.ts';
import { tinyDataset } from '../models/tiny-dataset.ts';
import { tagsFile } from './tags.ts';

/** Movies 1 to 3, in itemIndex order, with tags of (userId, movieId, tag). */
function filed(tags: readonly (readonly [number, number, string])[]) {
  const { tables } = tinyDataset([[1, 1, 5], [2, 1, 4], [3, 1, 3], [1, 2, 5], [2, 2, 4], [1, 3, 3]], 3); // prettier-ignore
  const rows = tags.map(([userId, movieId, tag]) => ({ userId, movieId, tag, timestampSec: 0 }));
  const dataset = buildDataset({ ...tables, tags: rows });
  const file = parseTagsFile(tagsFile(dataset), dataset.itemCount);
  return file.tags.map((places) => places.map((place) => file.names[place]));
}

describe('the tags of a release', () => {
  it('are those of most people first, each counted once a person, whatever its case', () => {
    const [first, second, third] = filed([
      [1, 1, 'Pixar'],
      [2, 1, ' pixar '],
      [1, 1, 'fun'],
      [1, 1, 'FUN'],
      [1, 2, 'war']
    ]);
    expect([first, second, third]).toEqual([['pixar', 'fun'], ['war'], []]);
  });

  it('leave out what people noted for themselves', () => {
    expect(filed([[1, 1, 'In Netflix queue'], [2, 1, 'twist ending']])[0]).toEqual(['twist ending']); // prettier-ignore
  });

  it('are eight a movie at most; of equals, those that more movies share', () => {
    const many = Array.from({ length: 12 }, (_, k) => [1, 1, `tag ${k}`] as const);
    const [first] = filed([...many, [1, 2, 'tag 11']]);
    expect(first).toHaveLength(8);
    expect(first?.[0]).toBe('tag 11');
  });
});
